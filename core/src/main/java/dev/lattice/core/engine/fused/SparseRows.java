package dev.lattice.core.engine.fused;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * The pixels of a batch that are not 0, image by image and pixel by pixel. An instance belongs to one thread; it allocates when a batch
 * has more such pixels than any before.
 */
final class SparseRows {

    /** Pixels of an image, and images of a pixel, that are taken together: what a product reads for them fits the first-level cache. */
    private static final int COLUMN_BLOCK = 200;

    private static final int ROW_BLOCK = 128;

    /** With more than this share of pixels that are not 0, dense products are faster. */
    private static final double MAX_DENSITY = 0.25;

    private static final int SAMPLE = 500;

    private static final long LOW_BITS = 0x7f7f7f7f7f7f7f7fL;

    private final int rows;
    private final int columns;
    private final Entries byRow;
    private final Entries byColumn;
    private final int[] next;

    /** Pixels that are not 0 in lists: one for each block of each row, or of each column. */
    static final class Entries {

        private final int groups;
        private final int blocks;
        private final int groupStep;
        private final int blockStep;
        private final int[] starts;
        private int[] others;
        private float[] values;

        private Entries(int groups, int blocks, int groupStep, int blockStep) {
            this.groups = groups;
            this.blocks = blocks;
            this.groupStep = groupStep;
            this.blockStep = blockStep;
            this.starts = new int[groups * blocks + 1];
        }

        private void reserve(int entries) {
            others = others == null ? new int[entries] : Arrays.copyOf(others, entries);
            values = values == null ? new float[entries] : Arrays.copyOf(values, entries);
        }

        /** Returns the number of rows, or of columns. */
        int groups() {
            return groups;
        }

        /** Returns the number of blocks that each is divided into. */
        int blocks() {
            return blocks;
        }

        /** Returns what {@link #starts} is to be read at: for group g of block b, {@code b·blockStep + g·groupStep}. */
        int groupStep() {
            return groupStep;
        }

        int blockStep() {
            return blockStep;
        }

        /** Returns where the lists begin; a list ends where the next one begins. */
        int[] starts() {
            return starts;
        }

        /** Returns the column of each entry of a row, or the row of each entry of a column. */
        int[] others() {
            return others;
        }

        /** Returns the pixels. */
        float[] values() {
            return values;
        }
    }

    SparseRows(int rows, int columns) {
        this.rows = rows;
        this.columns = columns;
        int columnBlocks = (columns + COLUMN_BLOCK - 1) / COLUMN_BLOCK;
        int rowBlocks = (rows + ROW_BLOCK - 1) / ROW_BLOCK;
        byRow = new Entries(rows, columnBlocks, columnBlocks, 1);
        byColumn = new Entries(columns, rowBlocks, 1, columns);
        next = new int[columns];
        reserve((int) (MAX_DENSITY * rows * columns) + columns);
    }

    private void reserve(int entries) {
        byRow.reserve(entries);
        byColumn.reserve(entries);
    }

    /** Returns whether few enough pixels of the first images are not 0. */
    static boolean pays(ImageSource images) {
        int pixels = Math.min(SAMPLE, images.count()) * images.pixels();
        int lit = 0;
        for (int i = 0; i < pixels; i++) {
            lit += images.bytes().get(i) == 0 ? 0 : 1;
        }
        return lit <= MAX_DENSITY * pixels;
    }

    /** Returns the number of images. */
    int rows() {
        return rows;
    }

    /** Returns the number of pixels of an image. */
    int columns() {
        return columns;
    }

    /** Returns the pixels of each image. */
    Entries byRow() {
        return byRow;
    }

    /**
     * Reads a batch.
     *
     * @param dense {@code [rows, columns]}: images {@code order[start]} … of {@code images}, binarized or not
     */
    void read(ImageSource images, int[] order, int start, Floats dense) {
        int n = 0;
        int list = 0;
        for (int r = 0; r < rows; r++) {
            if (n + columns > byRow.others.length) {
                reserve(2 * byRow.others.length);
            }
            int image = images.checked(order[start + r]) * columns;
            for (int block = 0; block < columns; block += COLUMN_BLOCK) {
                byRow.starts[list++] = n;
                int end = Math.min(columns, block + COLUMN_BLOCK);
                n = append(images.bytes(), image, block, end, dense.plain(), dense.offset() + r * columns, n);
            }
        }
        byRow.starts[list] = n;
    }

    /** Appends columns {@code from} to {@code to} of a row, looking at eight bytes at a time, and returns the number of entries. */
    private int append(ByteBuffer bytes, int image, int from, int to, FloatBuffer x, int at, int count) {
        int[] column = byRow.others;
        float[] values = byRow.values;
        boolean swapped = bytes.order() == ByteOrder.BIG_ENDIAN;
        int n = count;
        int c = from;
        for (; c + Long.BYTES <= to; c += Long.BYTES) {
            long eight = bytes.getLong(image + c);
            if (eight != 0) {
                long little = swapped ? Long.reverseBytes(eight) : eight;
                // The highest bit of each byte that is not 0.
                long lit = ((little & LOW_BITS) + LOW_BITS | little) & ~LOW_BITS;
                for (; lit != 0; lit &= lit - 1) {
                    int place = c + (Long.numberOfTrailingZeros(lit) >>> 3);
                    float value = x.get(at + place);
                    column[n] = place;
                    values[n] = value;
                    // What is binarized may be 0 after all; no branch, since that is hard to predict.
                    n += value == 0 ? 0 : 1;
                }
            }
        }
        for (; c < to; c++) {
            float value = x.get(at + c);
            column[n] = c;
            values[n] = value;
            n += value == 0 ? 0 : 1;
        }
        return n;
    }

    /** Returns the pixels of each column, which it sorts. */
    Entries byColumn() {
        int list = 0;
        int total = 0;
        for (int first = 0; first < rows; first += ROW_BLOCK) {
            int end = Math.min(rows, first + ROW_BLOCK);
            Arrays.fill(next, 0);
            count(byRow.starts[first * byRow.blocks], byRow.starts[end * byRow.blocks]);
            for (int c = 0; c < columns; c++) {
                byColumn.starts[list++] = total;
                int count = next[c];
                next[c] = total;
                total += count;
            }
            for (int r = first; r < end; r++) {
                sort(r, byRow.starts[r * byRow.blocks], byRow.starts[(r + 1) * byRow.blocks]);
            }
        }
        byColumn.starts[list] = total;
        return byColumn;
    }

    private void count(int from, int to) {
        int[] column = byRow.others;
        for (int i = from; i < to; i++) {
            next[column[i]]++;
        }
    }

    private void sort(int r, int from, int to) {
        int[] column = byRow.others;
        float[] values = byRow.values;
        int[] row = byColumn.others;
        float[] sorted = byColumn.values;
        for (int i = from; i < to; i++) {
            int place = next[column[i]]++;
            row[place] = r;
            sorted[place] = values[i];
        }
    }
}
