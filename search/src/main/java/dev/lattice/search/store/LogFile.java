package dev.lattice.search.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * The layout of an event log, and how it is read.
 *
 * <pre>
 * file:  "LATTLOG" version | CRC-32C of these (4) | … | mark at 16 | mark at 32 | frame… from 64
 * mark:  position (8) | CRC-32C of it (4)
 * frame: length (4) | length ^ check (4) | CRC-32C of the rest (4) | kind (1) | payload (length − 1)
 * </pre>
 *
 * <p>The later mark says up to where events were on disk once. Below it every frame must be whole, so a log that lost its end
 * is refused even if it was cut exactly between two frames; beyond it may lie a frame that was never finished, and zeros.
 * Version 1 had no checksum and no marks, and its frames began at 8.
 */
final class LogFile {

    static final byte VERSION = 2;
    static final int HEADER = 64;
    static final int FRAME_HEADER = 12;

    private static final byte[] NAME = {'L', 'A', 'T', 'T', 'L', 'O', 'G'};
    private static final int OLD_HEADER = 8;
    private static final int[] MARKS = {16, 32};
    private static final int MARK = 12;
    private static final int LENGTH_CHECK = 0x5a17_1ce5;

    private LogFile() {}

    /** What a log holds beside its events: its version and the position after the last whole one. */
    record End(byte version, long position) {}

    /** What is left of a damaged log: bytes that belong to no whole frame. */
    record Remains(long lostBytes) {}

    /** Returns the header of a log without events. */
    static ByteBuffer header() {
        ByteBuffer header = ByteBuffer.allocate(HEADER).put(NAME).put(VERSION);
        header.putInt(crc(header.array(), 0, OLD_HEADER));
        for (int at : MARKS) {
            header.position(at).put(mark(HEADER));
        }
        return header.clear();
    }

    /** Returns an event as it lies in the file. */
    static ByteBuffer frame(StudyEvent event) {
        int length = event.payload().length + 1;
        ByteBuffer frame = ByteBuffer.allocate(FRAME_HEADER + length);
        frame.putInt(length)
                .putInt(length ^ LENGTH_CHECK)
                .putInt(0)
                .put(event.kind().code)
                .put(event.payload());
        return frame.putInt(2 * Integer.BYTES, crc(frame.array(), FRAME_HEADER, length))
                .flip();
    }

    /** Writes where the events on disk end. Two marks in turn: one that is torn by a power cut leaves the other. */
    static void mark(FileChannel channel, int slot, long position) throws IOException {
        channel.write(mark(position), MARKS[slot % MARKS.length]);
    }

    /** Reads the events written so far, also while another process appends. */
    static End read(Path file, Consumer<StudyEvent> visitor) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return scan(file, channel, visitor);
        } catch (NoSuchFileException e) {
            throw new StoreException(StoreException.Code.MISSING, "there is no study in " + file.getParent(), e);
        } catch (IOException e) {
            throw new StoreException(StoreException.Code.IO, "cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** Reads every whole frame of a log, whatever lies between them. */
    static Remains readDamaged(byte[] bytes, Consumer<StudyEvent> visitor) {
        long lost = 0;
        int at = HEADER;
        if (bytes.length > OLD_HEADER && frameAt(bytes, OLD_HEADER) > 0) {
            at = OLD_HEADER;
        }
        while (at < bytes.length) {
            int length = frameAt(bytes, at);
            if (length > 0) {
                event(bytes, at + FRAME_HEADER, length).ifPresent(visitor);
                at += FRAME_HEADER + length;
            } else {
                lost += bytes[at] == 0 ? 0 : 1;
                at++;
            }
        }
        return new Remains(lost);
    }

    private static java.util.Optional<StudyEvent> event(byte[] bytes, int from, int length) {
        try {
            return java.util.Optional.of(new StudyEvent(
                    StudyEvent.Kind.of(bytes[from]), Arrays.copyOfRange(bytes, from + 1, from + length)));
        } catch (StoreException e) {
            // A kind of a later release says nothing that this one could keep.
            return java.util.Optional.empty();
        }
    }

    /** Returns the length of the whole frame at a position, 0 if there is none. */
    private static int frameAt(byte[] bytes, int at) {
        if (bytes.length - at <= FRAME_HEADER) {
            return 0;
        }
        ByteBuffer frame = ByteBuffer.wrap(bytes, at, FRAME_HEADER);
        int length = frame.getInt();
        boolean sound = (frame.getInt() ^ LENGTH_CHECK) == length
                && length >= 1
                && length <= bytes.length - at - FRAME_HEADER
                && crc(bytes, at + FRAME_HEADER, length) == frame.getInt();
        return sound ? length : 0;
    }

    /** Reads the events of an open log; see {@link #read}. */
    static End scan(Path file, FileChannel channel, Consumer<StudyEvent> visitor) throws IOException {
        // The mark first: whatever it promises was written before it.
        byte version = version(file, channel);
        long mark = version == 1 ? OLD_HEADER : mark(file, channel);
        long size = channel.size();
        long at = version == 1 ? OLD_HEADER : HEADER;
        Window window = new Window(channel, size);
        while (size - at > FRAME_HEADER) {
            ByteBuffer frame = window.bytes(at, FRAME_HEADER);
            if (frame.remaining() < FRAME_HEADER) {
                break;
            }
            int length = frame.getInt();
            boolean sound = (frame.getInt() ^ LENGTH_CHECK) == length && length >= 1;
            int crc = frame.getInt();
            if (!sound || length > size - at - FRAME_HEADER) {
                break;
            }
            ByteBuffer written = window.bytes(at + FRAME_HEADER, length);
            if (written.remaining() < length) {
                break;
            }
            byte[] rest = new byte[length];
            written.get(rest);
            if (crc(rest, 0, length) != crc) {
                break;
            }
            visitor.accept(new StudyEvent(StudyEvent.Kind.of(rest[0]), Arrays.copyOfRange(rest, 1, length)));
            at += FRAME_HEADER + length;
        }
        if (at < mark) {
            throw damaged(file, at, "events that were recorded up to byte " + mark + " are missing or not as written");
        }
        return new End(version, at);
    }

    private static byte version(Path file, FileChannel channel) throws IOException {
        if (channel.size() < OLD_HEADER) {
            throw damaged(file, channel.size(), "its beginning is missing");
        }
        ByteBuffer start = bytes(channel, 0, (int) Math.min(HEADER, channel.size()));
        byte version = start.get(NAME.length);
        if (!Arrays.equals(start.array(), 0, NAME.length, NAME, 0, NAME.length)) {
            throw damaged(file, 0, "it is no event log");
        }
        // A first frame where version 1 had it: checked by itself, for version 1 has no checksum here.
        if (version == 1 && (channel.size() == OLD_HEADER || start.getInt(8) == (start.getInt(12) ^ LENGTH_CHECK))) {
            return version;
        }
        if (start.limit() < HEADER || start.getInt(OLD_HEADER) != crc(start.array(), 0, OLD_HEADER)) {
            throw damaged(file, 0, "its header is not as written");
        }
        if (version > VERSION) {
            throw new StoreException(
                    StoreException.Code.NEWER, file + " was written by a later release (version " + version + ")");
        }
        return version;
    }

    private static long mark(Path file, FileChannel channel) throws IOException {
        long latest = 0;
        for (int at : MARKS) {
            ByteBuffer mark = bytes(channel, at, MARK);
            long position = mark.getLong();
            if (mark.getInt() == crc(mark.array(), 0, Long.BYTES)) {
                latest = Math.max(latest, position);
            }
        }
        if (latest == 0) {
            throw damaged(file, MARKS[0], "both marks of its end are not as written");
        }
        return latest;
    }

    private static ByteBuffer mark(long position) {
        ByteBuffer mark = ByteBuffer.allocate(MARK).putLong(position);
        return mark.putInt(crc(mark.array(), 0, Long.BYTES)).flip();
    }

    /** What was read of a file last, so that its small frames do not take two system calls each. */
    private static final class Window {
        private static final int BYTES = 1 << 18;

        private final FileChannel channel;
        private final long size;
        private ByteBuffer read = ByteBuffer.allocate(0);
        private long begin;

        private Window(FileChannel channel, long size) {
            this.channel = channel;
            this.size = size;
        }

        /** Returns bytes, fewer where the file ends before; valid until the next call. */
        private ByteBuffer bytes(long at, int length) throws IOException {
            if (at < begin || at + length > begin + read.limit()) {
                read = upTo(channel, at, (int) Math.max(length, Math.min(BYTES, size - at)));
                begin = at;
            }
            int from = (int) (at - begin);
            return read.slice(from, Math.min(length, read.limit() - from));
        }
    }

    private static ByteBuffer bytes(FileChannel channel, long at, int length) throws IOException {
        ByteBuffer bytes = upTo(channel, at, length);
        if (bytes.remaining() < length) {
            throw new IOException("the file became shorter while it was read");
        }
        return bytes;
    }

    // A writer that ends cuts off what it reserved, also under a reader that saw more: then the file ends there.
    private static ByteBuffer upTo(FileChannel channel, long at, int most) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(most);
        int read = 0;
        while (buffer.hasRemaining() && read >= 0) {
            read = channel.read(buffer, at + buffer.position());
        }
        return buffer.flip();
    }

    private static int crc(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }

    static StoreException damaged(Path file, long at, String what) {
        return new StoreException(
                StoreException.Code.CORRUPT,
                file + " is damaged at byte " + at + ": " + what + "; 'lattice study salvage "
                        + file.toAbsolutePath().getParent().getFileName() + "' gets back what is whole");
    }
}
