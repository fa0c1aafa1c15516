package dev.lattice.core.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;

/** Small data files, whole and broken. */
final class TestFiles {

    private TestFiles() {}

    /** Returns an IDX file: magic, dimensions, then {@code body}. */
    static byte[] idx(int magic, byte[] body, int... dims) {
        ByteBuffer buffer =
                ByteBuffer.allocate(4 + 4 * dims.length + body.length).putInt(magic);
        for (int dim : dims) {
            buffer.putInt(dim);
        }
        return buffer.put(body).array();
    }

    /** Returns {@code count} images of 2x3 pixels; pixel p of image i is 10·i + p. */
    static byte[] images(int count) {
        byte[] body = new byte[count * 6];
        for (int i = 0; i < body.length; i++) {
            body[i] = (byte) (i / 6 * 10 + i % 6);
        }
        return idx(2051, body, count, 2, 3);
    }

    static byte[] labels(int... labels) {
        byte[] body = new byte[labels.length];
        for (int i = 0; i < labels.length; i++) {
            body[i] = (byte) labels[i];
        }
        return idx(2049, body, labels.length);
    }

    static byte[] gzip(byte[] content) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
                out.write(content);
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String sha256(byte[] content) {
        MessageDigest digest = Sha256.digest();
        digest.update(content);
        return HexFormat.of().formatHex(digest.digest());
    }

    static Path write(Path folder, String name, byte[] content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, content);
    }
}
