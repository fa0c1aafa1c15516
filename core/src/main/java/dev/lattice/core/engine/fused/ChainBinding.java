package dev.lattice.core.engine.fused;

import dev.lattice.core.engine.fused.MatrixProducts.InPlace;
import dev.lattice.core.engine.fused.MatrixProducts.Product;
import dev.lattice.core.engine.fused.MatrixProducts.Storage;
import dev.lattice.core.model.ParameterBlock;
import java.util.List;

/**
 * What the layers of a {@link LayerChain} are bound to.
 *
 * @param activation after hidden layers
 * @param rows images of a pass
 * @param labels of the images of a pass
 * @param parameters flat
 * @param gradient flat; null for a pass that only looks
 * @param layout of both
 * @param turns two buffers that layers use in turns, each as large as the largest output
 */
record ChainBinding(
        Activation activation,
        Kernels kernels,
        MatrixProducts products,
        OneDnnConvolutions convolutions,
        Workspace workspace,
        int rows,
        int[] labels,
        Floats parameters,
        Floats gradient,
        FlatLayout layout,
        List<Floats> turns) {

    boolean trains() {
        return gradient != null;
    }

    /** Returns {@code out[m, n] = a[m, k] · b[k, n]} of operands in f32, which are read where they lie. */
    Product product(int m, int n, int k, Floats a, Storage aStorage, Floats b, Storage bStorage, Floats out) {
        return products.product(m, n, k, new InPlace(a), aStorage, new InPlace(b), bStorage, out);
    }

    Floats parameter(ParameterBlock block) {
        return layout.part(parameters, block);
    }

    Floats gradientOf(ParameterBlock block) {
        return layout.part(gradient, block);
    }
}
