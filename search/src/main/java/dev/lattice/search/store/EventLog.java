package dev.lattice.search.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * An append-only file of events, laid out as {@link LogFile} says.
 *
 * <p>Space is reserved as zeros ahead of the events: forcing a write inside a file to disk costs a tenth of forcing one that
 * makes it longer, and a full disk shows before an event is half written. Events of several threads that arrive while one is
 * being forced share the next force. An append that fails is taken back; a force that fails while an event waits for it ends the
 * log, for nobody can tell what reached the disk. Safe for use by several threads.
 */
final class EventLog implements AutoCloseable {

    private static final int RESERVE = 1 << 20;

    private final Path file;
    private final FileChannel channel;
    private final Object forcing = new Object();
    private long end;
    private long reserved;
    private volatile long forced;
    private int marks;
    private IOException broken;

    /**
     * Creates a log over an open file.
     *
     * @param end position after its last event; nothing lies beyond it, and all before is on disk
     */
    EventLog(Path file, FileChannel channel, long end) {
        this.file = file;
        this.channel = channel;
        this.end = end;
        reserved = end;
        forced = end;
    }

    /** Opens a log to append to, or begins one; cuts off a last frame that was never finished. */
    static EventLog open(Path file, Consumer<StudyEvent> visitor) {
        try {
            LogFile.End end = new LogFile.End(LogFile.VERSION, LogFile.HEADER);
            if (Files.exists(file)) {
                List<StudyEvent> events = new ArrayList<>();
                end = LogFile.read(file, events::add);
                if (end.version() < LogFile.VERSION) {
                    end = new LogFile.End(LogFile.VERSION, write(file, events));
                }
                events.forEach(visitor);
            } else {
                write(file, List.of());
            }
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                channel.truncate(end.position());
                return new EventLog(file, channel, end.position());
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw failed("open", file, e);
        }
    }

    /** Writes a whole log in one go and returns its length. */
    static long write(Path file, List<StudyEvent> events) throws IOException {
        long[] end = new long[1];
        AtomicFile.write(file, channel -> {
            put(channel, LogFile.header(), 0);
            end[0] = LogFile.HEADER;
            for (StudyEvent event : events) {
                end[0] = put(channel, LogFile.frame(event), end[0]);
            }
            LogFile.mark(channel, 0, end[0]);
            LogFile.mark(channel, 1, end[0]);
        });
        return end[0];
    }

    /** Appends an event and returns the position after it; it is on disk once that is forced. */
    synchronized long append(StudyEvent event) {
        requireSound();
        ByteBuffer frame = LogFile.frame(event);
        try {
            reserve(frame.remaining());
            end = put(channel, frame, end);
            return end;
        } catch (IOException e) {
            requireSound();
            takeBack(e);
            throw failed("write", file, e);
        }
    }

    /** Returns when everything up to a position is on disk. */
    void force(long position) {
        synchronized (forcing) {
            if (forced >= position) {
                return;
            }
            try {
                long upTo;
                synchronized (this) {
                    requireSound();
                    upTo = end;
                }
                channel.force(false);
                synchronized (this) {
                    // A force of what was reserved may have been told of what failed for this one.
                    requireSound();
                }
                // After the force, never before: the mark promises what lies below it.
                LogFile.mark(channel, marks++, upTo);
                forced = upTo;
            } catch (IOException e) {
                synchronized (this) {
                    broken = e;
                }
                throw lost();
            }
        }
    }

    @Override
    public void close() {
        synchronized (forcing) {
            synchronized (this) {
                try (channel) {
                    if (channel.isOpen() && broken == null) {
                        channel.truncate(end);
                        channel.force(true);
                        LogFile.mark(channel, 0, end);
                        LogFile.mark(channel, 1, end);
                        channel.force(true);
                    }
                } catch (IOException e) {
                    throw failed("close", file, e);
                }
            }
        }
    }

    private void requireSound() {
        if (broken != null) {
            throw lost();
        }
    }

    // Never "full", whatever the reason: waiting would not mend it.
    private StoreException lost() {
        return failed(StoreException.Code.IO, "force", file, broken);
    }

    private void reserve(int bytes) throws IOException {
        if (end + bytes > reserved) {
            put(channel, ByteBuffer.allocate(bytes + RESERVE), end);
            forceReserved();
            reserved = end + bytes + RESERVE;
        }
    }

    // The system tells of a write that failed once: whoever forces the events next would hear that all is well.
    private void forceReserved() throws IOException {
        try {
            channel.force(true);
        } catch (IOException e) {
            if (forced < end) {
                broken = e;
            }
            throw e;
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

    private static long put(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
        long next = at;
        while (bytes.hasRemaining()) {
            next += channel.write(bytes, next);
        }
        return next;
    }

    private static StoreException failed(String what, Path file, IOException e) {
        return failed(DiskFull.causes(e, file) ? StoreException.Code.FULL : StoreException.Code.IO, what, file, e);
    }

    private static StoreException failed(StoreException.Code code, String what, Path file, IOException e) {
        return new StoreException(code, "cannot " + what + " " + file + ": " + e.getMessage(), e);
    }
}
