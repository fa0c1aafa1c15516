package dev.lattice.core.engine.fused;

import dev.lattice.core.config.Precision;
import dev.lattice.core.model.Layer;
import dev.lattice.core.model.Network;
import dev.lattice.core.model.ParameterBlock;
import java.util.Optional;

/**
 * The layer that images are the input of, where {@link SparseProducts} can compute it: its weight lies as the transpose of the network's
 * layout, {@code [inputs, outputs]}.
 */
final class FirstLayer {

    private static final int TILE = 32;

    private final ParameterBlock weight;
    private final SparseProducts products;

    private FirstLayer(ParameterBlock weight, SparseProducts products) {
        this.weight = weight;
        this.products = products;
    }

    /** Returns the first layer of a network if sparse products can compute it; in bf16 the dense ones are as fast. */
    static Optional<FirstLayer> of(Network network, Precision precision, Kernels kernels) {
        if (precision == Precision.BF16 || network.spec().conv().isPresent()) {
            return Optional.empty();
        }
        Layer first = network.encoder().get(0);
        return kernels.sparse()
                .filter(products -> first.weight().rows() >= products.minColumns())
                .map(products -> new FirstLayer(first.weight(), products));
    }

    /** Returns the products. */
    SparseProducts products() {
        return products;
    }

    /** Returns the weight, in the network's layout. */
    ParameterBlock weight() {
        return weight;
    }

    /** Returns the transpose of {@code matrix[from…]} [rows, columns], tile by tile: all that a tile touches stays in the first-level cache. */
    static float[] transposed(float[] matrix, int from, int rows, int columns) {
        float[] result = new float[rows * columns];
        for (int top = 0; top < rows; top += TILE) {
            int bottom = Math.min(rows, top + TILE);
            for (int left = 0; left < columns; left += TILE) {
                int right = Math.min(columns, left + TILE);
                for (int r = top; r < bottom; r++) {
                    for (int c = left; c < right; c++) {
                        result[c * rows + r] = matrix[from + r * columns + c];
                    }
                }
            }
        }
        return result;
    }
}
