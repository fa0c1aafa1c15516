package dev.lattice.core.data;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Downloads a published file from the first mirror that has it.
 *
 * <p>Bytes go to {@code <name>.part}, which a later attempt continues; only when size and checksum are right is it forced to
 * disk and renamed. A file under its final name is therefore always whole.
 */
final class Downloader {

    private static final int ATTEMPTS_PER_MIRROR = 3;
    private static final long REPORT_EVERY_NANOS = 100_000_000L;
    private static final int PARTIAL = 206;

    private final DownloadListener listener;
    private final Duration connectTimeout;
    private final Duration stallTimeout;

    Downloader(DownloadListener listener) {
        this(listener, Duration.ofSeconds(10), Duration.ofSeconds(20));
    }

    /**
     * Creates a downloader.
     *
     * @param connectTimeout longest wait for a connection
     * @param stallTimeout longest wait for the next bytes
     */
    Downloader(DownloadListener listener, Duration connectTimeout, Duration stallTimeout) {
        this.listener = listener;
        this.connectTimeout = connectTimeout;
        this.stallTimeout = stallTimeout;
    }

    /**
     * Returns the path of the whole file in {@code folder}, replacing what was there.
     *
     * @param set name of the data set, for messages
     * @throws DataFormatException if no mirror gave the file; the message has each mirror's reason
     */
    Path fetch(String set, PublishedFile file, List<String> mirrors, Path folder) {
        String label = set + "/" + file.fileName();
        Path target = folder.resolve(file.fileName());
        Path part = folder.resolve(file.fileName() + ".part");
        List<String> failures = new ArrayList<>();
        // Threads of this process first, then other processes: a file lock is held for the whole process.
        synchronized (Downloader.class) {
            try {
                Files.createDirectories(folder);
                try (FileChannel lockFile = FileChannel.open(
                                folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                        FileLock lock = lockFile.lock()) {
                    if (lock.isValid() && isWhole(target, file)) {
                        return target;
                    }
                    for (String mirror : mirrors) {
                        String failure = tryMirror(label, file, mirror + file.fileName(), part);
                        if (failure == null) {
                            publish(part, target);
                            return target;
                        }
                        failures.add(mirror + ": " + failure);
                    }
                }
            } catch (IOException e) {
                throw new DataFormatException(
                        label + ": could not be kept in " + folder + ": " + DataFormatException.reason(e), e);
            }
        }
        throw new DataFormatException(label + ": could not be downloaded (" + String.join("; ", failures) + ")");
    }

    /** Returns null when {@code part} is the whole file, or why this mirror failed. */
    private String tryMirror(String label, PublishedFile file, String address, Path part) throws IOException {
        String failure = null;
        for (int attempt = 0; attempt < ATTEMPTS_PER_MIRROR; attempt++) {
            long before = sizeOf(part);
            try {
                if (before < file.bytes()) {
                    transfer(label, file, address, part);
                }
                String actual = Sha256.of(part);
                if (sizeOf(part) == file.bytes() && actual.equals(file.sha256())) {
                    return null;
                }
                Files.delete(part);
                // What an earlier download left may have been the bad piece: then this mirror gets another chance.
                failure = "SHA-256 must be " + file.sha256() + ", but was " + actual;
                if (before == 0) {
                    return failure;
                }
            } catch (HttpFailure e) {
                return e.getMessage();
            } catch (IOException e) {
                failure = DataFormatException.reason(e);
                if (sizeOf(part) <= before) {
                    return failure;
                }
            }
        }
        return failure;
    }

    private void transfer(String label, PublishedFile file, String address, Path part) throws IOException {
        long start = sizeOf(part);
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(address).toURL().openConnection();
        connection.setConnectTimeout((int) connectTimeout.toMillis());
        connection.setReadTimeout((int) stallTimeout.toMillis());
        connection.setRequestProperty("User-Agent", "lattice");
        // Without this a server may gzip the gzip once more, and byte ranges would mean something else.
        connection.setRequestProperty("Accept-Encoding", "identity");
        if (start > 0) {
            connection.setRequestProperty("Range", "bytes=" + start + "-");
        }
        try {
            int status = connection.getResponseCode();
            if (status != HttpURLConnection.HTTP_OK && status != PARTIAL) {
                throw new HttpFailure("HTTP " + status);
            }
            boolean continues = status == PARTIAL && continuesAt(connection.getHeaderField("Content-Range"), start);
            if (status == PARTIAL && !continues) {
                Files.deleteIfExists(part);
                throw new HttpFailure("answered a range that was not asked for");
            }
            try (InputStream in = connection.getInputStream();
                    FileChannel out = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                out.truncate(continues ? start : 0);
                out.position(continues ? start : 0);
                copy(label, file, in, out);
                out.force(true);
            }
        } finally {
            connection.disconnect();
        }
    }

    private void copy(String label, PublishedFile file, InputStream in, FileChannel out) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long done = out.position();
        long reported = System.nanoTime() - REPORT_EVERY_NANOS;
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            done += read;
            if (done > file.bytes()) {
                throw new HttpFailure("sent more than the " + file.bytes() + " bytes that the file has");
            }
            ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            long now = System.nanoTime();
            if (now - reported >= REPORT_EVERY_NANOS || done == file.bytes()) {
                listener.progress(label, done, file.bytes());
                reported = now;
            }
        }
        if (done < file.bytes()) {
            throw new IOException("connection ended after " + done + " of " + file.bytes() + " bytes");
        }
    }

    private static boolean continuesAt(String contentRange, long start) {
        return contentRange != null && contentRange.startsWith("bytes " + start + "-");
    }

    private static void publish(Path part, Path target) throws IOException {
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static boolean isWhole(Path target, PublishedFile file) throws IOException {
        return Files.isRegularFile(target) && Sha256.of(target).equals(file.sha256());
    }

    private static long sizeOf(Path part) throws IOException {
        return Files.isRegularFile(part) ? Files.size(part) : 0;
    }

    /** An answer that another attempt at the same mirror would only repeat. */
    private static final class HttpFailure extends IOException {
        private static final long serialVersionUID = 1L;

        private HttpFailure(String message) {
            super(message);
        }
    }
}
