package dev.lattice.search.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keeps a second writer out of a study. The operating system ends the lock with its process, so none is ever stale. */
final class StudyLock implements AutoCloseable {

    /** Windows locks bytes against reading too, so the lock lies beyond the text that says who holds it. */
    private static final long LOCKED_BYTE = 1L << 30;

    /** A second, in which the name of a living process must show; one on another machine is believed after it. */
    private static final int LOOKS = 20;

    private static final long LOOK_NANOS = 50_000_000;
    private static final Pattern HERE = Pattern.compile("process (\\d{1,18}) on .*");

    private final FileChannel channel;
    private final FileLock lock;

    private StudyLock(FileChannel channel, FileLock lock) {
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Takes the lock.
     *
     * @throws StoreException with {@code HELD}, naming the holder, or {@code IO}
     */
    static StudyLock acquire(Path file) {
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                FileLock lock = tryLock(channel);
                if (lock == null) {
                    throw new StoreException(
                            StoreException.Code.HELD,
                            "the study in " + file.getParent() + " is in use by " + holder(file)
                                    + "; wait for it or stop it");
                }
                channel.truncate(0);
                channel.write(ByteBuffer.wrap(me().getBytes(StandardCharsets.UTF_8)), 0);
                return new StudyLock(channel, lock);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new StoreException(StoreException.Code.IO, "cannot lock " + file + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try (channel) {
            lock.release();
        } catch (IOException e) {
            throw new StoreException(StoreException.Code.IO, "cannot unlock the study: " + e.getMessage(), e);
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock(LOCKED_BYTE, 1, false);
        } catch (OverlappingFileLockException e) {
            // Held by this very process.
            return null;
        }
    }

    // Whoever has just taken the lock may not have written his name over that of the one before.
    private static String holder(Path file) {
        String name = "another process";
        for (int look = 0; look < LOOKS; look++) {
            try {
                String text = Files.readString(file).strip();
                name = text.isEmpty() ? name : text;
            } catch (IOException e) {
                return name;
            }
            Matcher process = HERE.matcher(name);
            if (process.matches()
                    && ProcessHandle.of(Long.parseLong(process.group(1))).isPresent()) {
                return name;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return name;
    }

    private static String me() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            host = "localhost";
        }
        return "process " + ProcessHandle.current().pid() + " on " + host + " since "
                + Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }
}
