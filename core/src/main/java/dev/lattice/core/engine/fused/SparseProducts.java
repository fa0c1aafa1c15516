package dev.lattice.core.engine.fused;

/**
 * Products with images of which most pixels are 0: of MNIST's, four in five. Sums run over the others only, in the order of the dense
 * products; weights are stored {@code [inputs, outputs]}, so that a pixel's lie side by side.
 */
interface SparseProducts {

    /** Returns the fewest outputs for which these products are made. */
    int minColumns();

    /**
     * Computes {@code out[rows, columns] = x · weights}.
     *
     * @param columns at least {@link #minColumns}
     * @param weights {@code [x.columns(), columns]}
     * @param out {@code [x.rows(), columns]}, overwritten
     */
    void product(SparseRows x, int columns, Floats weights, Floats out);

    /**
     * Computes {@code weightGradient[x.columns(), columns] = xᵀ · gradient}.
     *
     * @param columns at least {@link #minColumns}
     * @param gradient {@code [x.rows(), columns]}
     * @param weightGradient {@code [x.columns(), columns]}, overwritten
     */
    void weightGradient(SparseRows x, int columns, Floats gradient, Floats weightGradient);
}
