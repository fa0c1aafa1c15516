package dev.lattice.core.engine.fused;

/**
 * Row-major matrix products in native memory, prepared once and run many times.
 *
 * <p>A product is bound to its operands, so running it looks nothing up and allocates nothing. Preparing is for set-up: it
 * may choose an algorithm, create primitives and take scratch memory, which live until {@link #close()}. An instance,
 * its products and their operands belong to one thread.
 *
 * <p>The same product gives the same bits on every run: nothing is chosen by timing, and sums have a fixed order.
 */
public interface MatrixProducts extends AutoCloseable {

    /** A product bound to its operands. */
    @FunctionalInterface
    interface Product {

        /** Computes the result from what the operands held when they last {@link Operand#changed}; overwrites, never accumulates. */
        void run();
    }

    /**
     * Numbers that products read. Several products may share one, so that a library that wants its operands in another format
     * converts them once.
     */
    interface Operand {

        /** Returns the numbers, row-major. */
        Floats values();

        /** Takes note of new numbers: whoever has written {@link #values} calls this before the next product that reads them. */
        void changed();
    }

    /** Whether an operand is stored as the formula has it or as its transpose. */
    enum Storage {
        /** Row-major as it stands in the formula. */
        PLAIN,
        /** Row-major transpose: {@code a[m, k]} is stored as {@code [k, m]}. */
        TRANSPOSED
    }

    /** Returns the name of the library and of the operands' type, as {@code doctor} and a run's record show it. */
    String description();

    /** Returns an operand that lives as long as this; its values are read where they lie. */
    default Operand operand(Floats values) {
        return new InPlace(values);
    }

    /**
     * An operand that is read as it is.
     *
     * @param values the numbers
     */
    record InPlace(Floats values) implements Operand {
        @Override
        public void changed() {
            // There is no copy to renew.
        }
    }

    /**
     * Returns {@code out[m, n] = a[m, k] · b[k, n]}.
     *
     * <p>With weights {@code w} stored as {@code [out, in]} the three products of a dense layer are: forward
     * {@code y = x · wᵀ}, input gradient {@code dx = dy · w}, weight gradient {@code dw = dyᵀ · x}.
     *
     * @param m rows of {@code out}, > 0
     * @param n columns of {@code out}, > 0
     * @param k length of the sums, > 0
     * @param a {@code m·k} floats, an operand of this instance
     * @param b {@code k·n} floats, an operand of this instance
     * @param out {@code m·n} floats, not overlapping the operands
     * @throws IllegalArgumentException if a length does not fit the shape
     */
    Product product(int m, int n, int k, Operand a, Storage aStorage, Operand b, Storage bStorage, Floats out);

    /** Checks the operands of {@link #product}. */
    static void requireShape(int m, int n, int k, Operand a, Operand b, Floats out) {
        if (m < 1 || n < 1 || k < 1) {
            throw new IllegalArgumentException("`m`, `n` and `k` must be > 0, but were " + m + ", " + n + ", " + k);
        }
        a.values().requireLength((long) m * k, "a");
        b.values().requireLength((long) k * n, "b");
        out.requireLength((long) m * n, "out");
    }

    /** Frees every product prepared here; none may run afterwards. */
    @Override
    void close();
}
