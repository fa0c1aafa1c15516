package dev.lattice.core.engine.fused;

import java.nio.FloatBuffer;

/** The one-hot label's part of a layer: a product with one-hot rows is a choice of rows. */
public final class LabelRows {

    private LabelRows() {}

    /** Adds row {@code labels[r]} of {@code weights} [classes, columns] to row r of {@code values} [rows, columns]. */
    public static void add(int[] labels, int columns, Floats weights, Floats values) {
        FloatBuffer w = weights.plain();
        FloatBuffer v = values.plain();
        for (int r = 0; r < labels.length; r++) {
            int from = weights.offset() + labels[r] * columns;
            int to = values.offset() + r * columns;
            for (int c = 0; c < columns; c++) {
                v.put(to + c, v.get(to + c) + w.get(from + c));
            }
        }
    }

    /** Sets row k of {@code sums} [classes, columns] to the sum of the rows of {@code gradient} whose label is k. */
    public static void sum(int[] labels, int columns, Floats gradient, Floats sums) {
        FloatBuffer g = gradient.plain();
        FloatBuffer s = sums.plain();
        sums.fill(0);
        for (int r = 0; r < labels.length; r++) {
            int from = gradient.offset() + r * columns;
            int to = sums.offset() + labels[r] * columns;
            for (int c = 0; c < columns; c++) {
                s.put(to + c, s.get(to + c) + g.get(from + c));
            }
        }
    }
}
