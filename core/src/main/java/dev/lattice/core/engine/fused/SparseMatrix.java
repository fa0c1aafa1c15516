package dev.lattice.core.engine.fused;

import java.util.Arrays;

/**
 * A matrix by its nonzero elements, row after row: row r has elements {@code start[r]} to {@code start[r + 1] − 1}, in
 * ascending columns.
 *
 * <p>Room for a full matrix is taken once, so that filling it allocates nothing.
 */
public final class SparseMatrix {

    private final int columns;
    private final int[] start;
    private final int[] column;
    private final float[] value;
    private int count;
    private int rows;

    /** Makes room for {@code rows · columns} elements. */
    public SparseMatrix(int rows, int columns) {
        this.columns = columns;
        start = new int[rows + 1];
        column = new int[Math.multiplyExact(rows, columns)];
        value = new float[column.length];
    }

    /** Empties the matrix; rows are added from the first on. */
    public void clear() {
        rows = 0;
        count = 0;
    }

    /** Adds a nonzero element to the row under way. */
    public void add(int atColumn, float element) {
        column[count] = atColumn;
        value[count] = element;
        count++;
    }

    /** Ends the row under way. */
    public void endRow() {
        rows++;
        start[rows] = count;
    }

    /** Sets this matrix to the transpose of {@code source}. */
    public void setTransposed(SparseMatrix source) {
        if (source.columns >= start.length || source.rows > columns) {
            throw new IllegalArgumentException("`source` is " + source.rows + " x " + source.columns
                    + ", which has no room transposed in " + (start.length - 1) + " x " + columns);
        }
        rows = source.columns;
        count = source.count;
        Arrays.fill(start, 0);
        int[] from = source.column;
        for (int i = 0; i < count; i++) {
            start[from[i] + 1]++;
        }
        for (int r = 0; r < rows; r++) {
            start[r + 1] += start[r];
        }
        for (int r = 0; r < source.rows; r++) {
            for (int i = source.start[r]; i < source.start[r + 1]; i++) {
                // start[c] runs through its row and ends where the next one begins.
                int at = start[from[i]]++;
                column[at] = r;
                value[at] = source.value[i];
            }
        }
        System.arraycopy(start, 0, start, 1, rows);
        start[0] = 0;
    }

    /** Returns the number of complete rows. */
    public int rows() {
        return rows;
    }

    /** Returns the number of columns. */
    public int columns() {
        return columns;
    }

    /** Returns the number of nonzero elements. */
    public int count() {
        return count;
    }

    int[] start() {
        return start;
    }

    int[] column() {
        return column;
    }

    float[] value() {
        return value;
    }
}
