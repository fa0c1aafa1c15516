package dev.lattice.search.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ObjLongConsumer;
import java.util.zip.CRC32C;

/**
 * An append-only file of events.
 *
 * <pre>
 * file:  "LATTLOG" version, frame…
 * frame: length (4 bytes) | length ^ check (4) | CRC-32C of the rest (4) | kind (1) | payload (length − 1)
 * </pre>
 *
 * <p>Space is reserved as zeros ahead of the events: forcing a write inside a file to disk costs a tenth of forcing one that
 * makes it longer. The length has a check of its own, so that a last frame that was not written to its end (the event never
 * happened) is told from one that was damaged later (refused). An append that fails is taken back.
 */
final class EventLog implements AutoCloseable {

    private static final byte[] HEADER = {'L', 'A', 'T', 'T', 'L', 'O', 'G', 1};
    private static final int FRAME_HEADER = 12;
    private static final int LENGTH_CHECK = 0x5a17_1ce5;
    private static final int RESERVE = 1 << 20;

    /** A reader may meet a frame that is being written: it looks again this often before it calls it damaged. */
    private static final int LOOKS = 20;

    private static final long LOOK_NANOS = 10_000_000;

    private final Path file;
    private final FileChannel channel;
    private long end;
    private long reserved;

    private EventLog(Path file, FileChannel channel, long end) {
        this.file = file;
        this.channel = channel;
        this.end = end;
        reserved = end;
    }

    /**
     * Opens a log to append to, or begins one; cuts off a last frame that was never finished.
     *
     * @param known position up to which events are known to have been recorded; a shorter log is refused, untouched
     * @param visitor gets each event and the position after it
     */
    static EventLog open(Path file, long known, ObjLongConsumer<StudyEvent> visitor) {
        try {
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                long end = scan(file, channel, visitor);
                if (end < known) {
                    throw damaged(file, end, "events that were recorded up to byte " + known + " are missing");
                }
                channel.truncate(end);
                if (end == 0) {
                    channel.write(ByteBuffer.wrap(HEADER), 0);
                    channel.force(true);
                    end = HEADER.length;
                }
                return new EventLog(file, channel, end);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw failed("open", file, e);
        }
    }

    /** Reads the events written so far, also while another process appends. */
    static void read(Path file, ObjLongConsumer<StudyEvent> visitor) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            scan(file, channel, visitor);
        } catch (NoSuchFileException e) {
            throw new StoreException(StoreException.Code.MISSING, "there is no study in " + file.getParent(), e);
        } catch (IOException e) {
            throw failed("read", file, e);
        }
    }

    /** Returns the position after the last event. */
    long end() {
        return end;
    }

    /**
     * Appends an event.
     *
     * @param durable whether to wait until it is on disk
     */
    void append(StudyEvent event, boolean durable) {
        int length = event.payload().length + 1;
        ByteBuffer frame = ByteBuffer.allocate(FRAME_HEADER + length);
        frame.putInt(length)
                .putInt(length ^ LENGTH_CHECK)
                .putInt(0)
                .put(event.kind().code)
                .put(event.payload());
        frame.putInt(2 * Integer.BYTES, crc(frame.array(), FRAME_HEADER, length))
                .flip();
        try {
            reserve(frame.remaining());
            long at = end;
            while (frame.hasRemaining()) {
                at += channel.write(frame, at);
            }
            if (durable) {
                channel.force(false);
            }
            end = at;
        } catch (IOException e) {
            takeBack(e);
            throw failed("write", file, e);
        }
    }

    @Override
    public void close() {
        try (channel) {
            if (channel.isOpen()) {
                channel.truncate(end);
                channel.force(true);
            }
        } catch (IOException e) {
            throw failed("close", file, e);
        }
    }

    private void reserve(int bytes) throws IOException {
        if (end + bytes > reserved) {
            ByteBuffer zeros = ByteBuffer.allocate(bytes + RESERVE);
            while (zeros.hasRemaining()) {
                channel.write(zeros, end + zeros.position());
            }
            channel.force(true);
            reserved = end + bytes + RESERVE;
        }
    }

    private void takeBack(IOException cause) {
        try {
            channel.truncate(end);
            reserved = end;
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /** Returns the position after the last whole frame. */
    private static long scan(Path file, FileChannel channel, ObjLongConsumer<StudyEvent> visitor) throws IOException {
        long size = channel.size();
        if (size < HEADER.length) {
            // Killed before the header was whole: nothing was ever recorded.
            return 0;
        }
        byte[] header = read(channel, 0, HEADER.length);
        if (!Arrays.equals(header, 0, HEADER.length - 1, HEADER, 0, HEADER.length - 1)) {
            throw damaged(file, 0, "it is no event log");
        }
        if (header[HEADER.length - 1] > HEADER[HEADER.length - 1]) {
            throw new StoreException(
                    StoreException.Code.NEWER,
                    file + " was written by a later release (version " + header[HEADER.length - 1] + ")");
        }
        long at = HEADER.length;
        int looks = 0;
        while (size - at >= FRAME_HEADER) {
            ByteBuffer frame = ByteBuffer.wrap(read(channel, at, FRAME_HEADER));
            int length = frame.getInt();
            boolean sound = (frame.getInt() ^ LENGTH_CHECK) == length && length >= 1;
            if (sound && length > size - at - FRAME_HEADER) {
                return at;
            }
            byte[] rest = sound ? read(channel, at + FRAME_HEADER, length) : new byte[0];
            long next = at + FRAME_HEADER + rest.length;
            if (sound && crc(rest, 0, length) == frame.getInt()) {
                visitor.accept(new StudyEvent(StudyEvent.Kind.of(rest[0]), Arrays.copyOfRange(rest, 1, length)), next);
                at = next;
                looks = 0;
            } else if (zeros(channel, sound ? next : at, size)) {
                return at;
            } else if (++looks == LOOKS) {
                throw damaged(file, at, sound ? "a frame has another checksum" : "a frame has no length");
            } else {
                LockSupport.parkNanos(LOOK_NANOS);
            }
        }
        return at;
    }

    private static byte[] read(FileChannel channel, long at, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, at + buffer.position()) < 0) {
                throw new IOException("the file became shorter while it was read");
            }
        }
        return buffer.array();
    }

    // After a power cut the length of a file may have reached the disk and its last blocks not.
    private static boolean zeros(FileChannel channel, long from, long to) throws IOException {
        for (long at = from; at < to; at += 1 << 16) {
            for (byte b : read(channel, at, (int) Math.min(1 << 16, to - at))) {
                if (b != 0) {
                    return false;
                }
            }
        }
        return true;
    }

    private static int crc(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }

    private static StoreException damaged(Path file, long at, String what) {
        return new StoreException(StoreException.Code.CORRUPT, file + " is damaged at byte " + at + ": " + what);
    }

    private static StoreException failed(String what, Path file, IOException e) {
        return new StoreException(StoreException.Code.IO, "cannot " + what + " " + file + ": " + e.getMessage(), e);
    }
}
