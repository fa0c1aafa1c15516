package dev.lattice.search.store;

import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.TrialRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A number of one cell for each validation image, in the order of the split.
 *
 * <pre>
 * "LATTLOS" version | length (4) | id TAB metric TAB split identity | count (4) | float… | CRC-32C of all before (4)
 * </pre>
 */
public final class LossFile {

    private static final byte[] NAME = "LATTLOS".getBytes(StandardCharsets.US_ASCII);
    private static final byte VERSION = 1;
    private static final String SUFFIX = ".f32";

    private LossFile() {}

    /** Returns the file of a cell, which need not exist. */
    public static Path of(Path folder, int number) {
        return folder.resolve(number + SUFFIX);
    }

    /** Returns whether a file of the folder is one of these. */
    public static boolean isOne(Path file) {
        return file.getFileName().toString().matches("\\d+\\" + SUFFIX);
    }

    /**
     * Writes the file of a cell, whole or not at all.
     *
     * @param metric whose value is the mean of {@code values}
     * @param values one for each image
     */
    public static void write(Path folder, TrialRecord cell, Metric metric, float[] values) throws IOException {
        byte[] head = head(cell, metric);
        ByteBuffer out = ByteBuffer.allocate(
                NAME.length + 1 + 3 * Integer.BYTES + head.length + Math.multiplyExact(Float.BYTES, values.length));
        out.put(NAME).put(VERSION).putInt(head.length).put(head).putInt(values.length);
        for (float value : values) {
            out.putFloat(value);
        }
        CRC32C check = new CRC32C();
        check.update(out.array(), 0, out.position());
        out.putInt((int) check.getValue()).flip();
        AtomicFile.write(of(folder, cell.number()), channel -> {
            while (out.hasRemaining()) {
                channel.write(out);
            }
        });
    }

    /**
     * Returns the numbers of a cell; empty if they were not kept, belong to another cell or metric, or are damaged: what is left
     * out is an interval, not a result.
     */
    public static Optional<float[]> read(Path folder, TrialRecord cell, Metric metric) {
        Path file = of(folder, cell.number());
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return values(ByteBuffer.wrap(Files.readAllBytes(file)), head(cell, metric));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<float[]> values(ByteBuffer in, byte[] head) {
        int around = NAME.length + 1 + 3 * Integer.BYTES + head.length;
        if (in.capacity() < around || !matches(in, NAME) || in.get() != VERSION) {
            return Optional.empty();
        }
        if (in.getInt() != head.length || !matches(in, head)) {
            return Optional.empty();
        }
        int count = in.getInt();
        if (count < 0 || in.capacity() != around + (long) Float.BYTES * count) {
            return Optional.empty();
        }
        CRC32C check = new CRC32C();
        check.update(in.array(), 0, in.capacity() - Integer.BYTES);
        float[] values = new float[count];
        in.asFloatBuffer().get(values);
        return in.getInt(in.capacity() - Integer.BYTES) == (int) check.getValue()
                ? Optional.of(values)
                : Optional.empty();
    }

    private static boolean matches(ByteBuffer in, byte[] expected) {
        for (byte b : expected) {
            if (in.get() != b) {
                return false;
            }
        }
        return true;
    }

    private static byte[] head(TrialRecord cell, Metric metric) {
        String text = cell.id() + '\t' + metric.name() + '\t' + metric.context().splitId();
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
