package dev.lattice.core.engine.fused;

import dev.lattice.core.engine.fused.MatrixProducts.Operand;
import dev.lattice.core.engine.fused.MatrixProducts.Product;
import dev.lattice.core.engine.fused.MatrixProducts.Storage;
import dev.lattice.core.model.Layer;
import dev.lattice.core.model.ParameterBlock;

/** A dense layer of a {@link DensePass} with its buffers and products. */
final class DenseLayer {

    private final Binding binding;
    private final Layer.Dense layer;
    private final Operand input;
    private final Operand weight;
    private final Floats bias;
    private final Floats labelWeights;
    private final Operand output;
    private final Operand gradient;
    private final Floats biasGradient;
    private final Floats labelGradient;
    private final Product product;
    private final Product weightGradient;
    private final Product inputGradientProduct;

    /**
     * What layers are bound to.
     *
     * @param activation after hidden layers
     * @param rows images of a pass
     * @param labels of the images of a pass
     * @param parameters flat
     * @param gradient flat; null for a pass that only looks
     * @param layout of both
     */
    record Binding(
            Activation activation,
            Kernels kernels,
            MatrixProducts products,
            Workspace workspace,
            int rows,
            int[] labels,
            Floats parameters,
            Floats gradient,
            FlatLayout layout) {

        private Operand operand(int columns) {
            return products.operand(workspace.floats((long) rows * columns));
        }

        private Floats parameter(ParameterBlock block) {
            return layout.part(parameters, block);
        }

        private Floats gradientOf(ParameterBlock block) {
            return layout.part(gradient, block);
        }
    }

    /**
     * Binds a layer.
     *
     * @param input [rows, inputs]
     * @param inputGradient where the gradient of the input goes; null if nobody wants it
     * @param gradientInOutput whether somebody turns the output into its gradient in place
     * @param first what the layer is known by if images are its input and its weight lies as that says; else null
     * @param sparse the pixels of such an input that are not 0; null if it is to be computed with all
     */
    DenseLayer(
            Layer.Dense layer,
            Operand input,
            Operand inputGradient,
            boolean gradientInOutput,
            Binding b,
            FirstLayer first,
            SparseRows sparse) {
        this.binding = b;
        this.layer = layer;
        this.input = input;
        int rows = b.rows;
        int in = layer.inputs();
        int out = layer.outputs();
        weight = b.products.operand(b.parameter(layer.weight()));
        bias = b.parameter(layer.bias());
        labelWeights = layer.label().map(b::parameter).orElse(null);
        output = b.operand(out);
        Storage stored = first == null ? Storage.TRANSPOSED : Storage.PLAIN;
        product = sparse == null
                ? b.products.product(rows, out, in, input, Storage.PLAIN, weight, stored, output.values())
                : () -> first.products().product(sparse, out, weight.values(), output.values());
        if (b.gradient == null) {
            gradient = null;
            biasGradient = null;
            labelGradient = null;
            weightGradient = null;
            inputGradientProduct = null;
            return;
        }
        gradient = gradientInOutput ? output : b.operand(out);
        biasGradient = b.gradientOf(layer.bias());
        labelGradient = layer.label().map(b::gradientOf).orElse(null);
        Floats sums = b.gradientOf(layer.weight());
        if (sparse != null) {
            weightGradient = () -> first.products().weightGradient(sparse, out, gradient.values(), sums);
        } else if (first != null) {
            weightGradient =
                    b.products.product(in, out, rows, input, Storage.TRANSPOSED, gradient, Storage.PLAIN, sums);
        } else {
            weightGradient =
                    b.products.product(out, in, rows, gradient, Storage.TRANSPOSED, input, Storage.PLAIN, sums);
        }
        inputGradientProduct = inputGradient == null
                ? null
                : b.products.product(
                        rows, in, out, gradient, Storage.PLAIN, weight, Storage.PLAIN, inputGradient.values());
    }

    /** Returns the values of a row of the output. */
    int outputs() {
        return layer.outputs();
    }

    /** Returns the output [rows, outputs]. */
    Operand output() {
        return output;
    }

    /** Returns the gradient of the output; null in a pass that only looks. */
    Operand gradient() {
        return gradient;
    }

    /** Returns the bias [outputs]. */
    Floats bias() {
        return bias;
    }

    /** Returns where the gradient of the bias belongs; null in a pass that only looks. */
    Floats biasGradient() {
        return biasGradient;
    }

    /** Computes the output from the input; without bias where the layer is not activated. */
    void forward() {
        input.changed();
        weight.changed();
        product.run();
        if (labelWeights != null) {
            LabelRows.add(binding.labels, outputs(), labelWeights, output.values());
        }
        if (layer.activated()) {
            binding.kernels.biasActivation(binding.activation, binding.rows, outputs(), output.values(), bias);
        }
    }

    /** Computes the gradients of weights and input from the gradient of the output. */
    void backward() {
        gradient.changed();
        weightGradient.run();
        if (labelGradient != null) {
            LabelRows.sum(binding.labels, outputs(), gradient.values(), labelGradient);
        }
        if (inputGradientProduct != null) {
            inputGradientProduct.run();
        }
    }

    /** Turns the gradient of the activated output into that before bias and activation, and sums that of the bias. */
    void activationBackward() {
        binding.kernels.activationBackward(
                binding.activation, binding.rows, outputs(), gradient.values(), output.values(), biasGradient);
    }
}
