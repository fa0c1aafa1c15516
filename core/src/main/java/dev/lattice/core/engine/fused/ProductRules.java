package dev.lattice.core.engine.fused;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How oneDNN multiplies the fastest on a processor, found by measuring one of its kind; the results of all ways but {@link #depth} have the
 * same bits.
 *
 * <p>The right operand decides. Transposed, the primitive packs it itself. A plain one it reads where it lies, unless it is packed first
 * into the layout that the primitive chooses, with a reorder. On Cascade Lake large products ran at 83 to 87 GFLOP/s with one in place and
 * at 110 to 117 packed. On Zen 5 in place is faster by 2 % in large products and by 20 % in those of 100 rows. On Zen 1, with vectors of
 * 256 bits, it is faster by 5 % up to 200 rows, and slower by 8 to 23 % from 300 on. On Zen 3, likewise with 256 bits, it is faster by 2 to
 * 10 % where each row begins with a cache line, and slower by 5 % from 300 rows on where not. What is read of it for a few columns of the
 * result stays in the first-level cache as long as it is not too deep: there a product over 784 numbers is faster by up to 10 % as the sum of
 * two, one over 400 is not. A packed one is divided too, although that gains little, so that neither the rows of a pass nor the place of a
 * weight decide the last digits.
 *
 * @param rowsToPack rows of the result from which a plain right operand is packed
 * @param rowsToPackAligned the same where each row of the operand begins with a cache line
 * @param depth numbers of a sum above which a product of two plain operands is the sum of several
 */
record ProductRules(int rowsToPack, int rowsToPackAligned, int depth) {

    private static final int NEVER = Integer.MAX_VALUE;

    private static final ProductRules INTEL = packing(32);
    private static final ProductRules ZEN_1 = packing(256);
    private static final ProductRules ZEN_3 = new ProductRules(256, NEVER, 512);
    private static final ProductRules ZEN_4 = packing(NEVER);

    /** The number that AMD gives to Zen 3; Zen 1 and 2 have a smaller one. */
    private static final int FAMILY_OF_ZEN_3 = 25;

    /** Returns rules that pack from so many rows on and divide no sum. */
    static ProductRules packing(int rows) {
        return new ProductRules(rows, rows, NEVER);
    }

    /**
     * Returns the rules for the processor at hand.
     *
     * @param wide whether it has vectors of 512 bits
     */
    static ProductRules ofThisCpu(boolean wide) {
        try {
            return of(Files.readAllLines(Path.of("/proc/cpuinfo")), wide);
        } catch (IOException e) {
            return INTEL;
        }
    }

    /** Returns the rules for a processor that describes itself in these lines. */
    static ProductRules of(List<String> lines, boolean wide) {
        if (!value(lines, "vendor_id").equals("AuthenticAMD")) {
            return INTEL;
        }
        if (wide) {
            return ZEN_4;
        }
        String family = value(lines, "cpu family");
        return family.matches("\\d{1,4}") && Integer.parseInt(family) >= FAMILY_OF_ZEN_3 ? ZEN_3 : ZEN_1;
    }

    private static String value(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name) && line.contains(":"))
                .map(line -> line.substring(line.indexOf(':') + 1).trim())
                .findFirst()
                .orElse("");
    }

    /** Returns whether to pack a plain right operand [.., columns] of a product with so many rows. */
    boolean pack(int rows, int columns, Floats right) {
        boolean aligned = (long) columns * Float.BYTES % NativeBuffer.ALIGNMENT_BYTES == 0
                && right.address() % NativeBuffer.ALIGNMENT_BYTES == 0;
        return rows >= (aligned ? rowsToPackAligned : rowsToPack);
    }

    /** Returns the numbers that each part of a sum of {@code count} takes, the last one perhaps fewer. */
    int part(int count) {
        if (count <= depth) {
            return count;
        }
        int parts = (count + depth - 1) / depth;
        return (count + parts - 1) / parts;
    }
}
