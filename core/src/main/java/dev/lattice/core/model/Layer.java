package dev.lattice.core.model;

import java.util.Optional;

/** A layer of the encoder or decoder. Closed, because every engine has to know every kind. */
public sealed interface Layer {

    /** Returns the prefix of its parameters' names. */
    String name();

    /** Returns the number of inputs per image, the label not counted. */
    int inputs();

    /** Returns the number of outputs per image. */
    int outputs();

    /** Returns whether the model's activation follows. */
    boolean activated();

    /** Returns the multiplications of a pass over one image, forward. */
    double products();

    /** Returns its weights. */
    ParameterBlock weight();

    /** Returns its bias. */
    ParameterBlock bias();

    /**
     * y = act(x Wᵀ + L[label] + b).
     *
     * @param name prefix of its parameters
     * @param inputs columns of x, the label not counted
     * @param outputs columns of y
     * @param activated whether the model's activation follows
     * @param weight W, [outputs, inputs]
     * @param label L, [classes, outputs], the row of an image's class is added; empty unless the layer is given the label.
     *     It is the part of W that a one-hot label would be multiplied by.
     * @param bias b, [1, outputs]
     */
    record Dense(
            String name,
            int inputs,
            int outputs,
            boolean activated,
            ParameterBlock weight,
            Optional<ParameterBlock> label,
            ParameterBlock bias)
            implements Layer {

        @Override
        public double products() {
            return (double) inputs * outputs;
        }
    }

    /**
     * A convolution, or with {@code transposed} its transpose, the map by which a convolution's gradient goes from its output
     * to its input:
     *
     * <pre>
     * y[o, i] = act(b[o] + Σ W[o, c, k] x[c, stride·i + k − padding])              convolution
     * y[o, stride·i + k − padding] = act(b[o] + Σ W[c, o, k] x[c, i])              transposed
     * </pre>
     *
     * <p>over both axes; what lies outside x is 0. PyTorch's {@code Conv2d} and {@code ConvTranspose2d}, whose
     * {@code output_padding} is what is missing to {@code output}.
     *
     * @param name prefix of its parameters
     * @param input maps of x
     * @param output maps of y
     * @param kernel side of the square kernel
     * @param stride in both axes
     * @param transposed whether it is the transpose
     * @param activated whether the model's activation follows
     * @param weight W, [output channels, input channels, kernel, kernel]; of a transposed one [input channels, output
     *     channels, kernel, kernel]
     * @param bias b, [1, output channels]
     */
    record Convolution(
            String name,
            Maps input,
            Maps output,
            int kernel,
            int stride,
            boolean transposed,
            boolean activated,
            ParameterBlock weight,
            ParameterBlock bias)
            implements Layer {

        @Override
        public int inputs() {
            return input.size();
        }

        @Override
        public int outputs() {
            return output.size();
        }

        @Override
        public double products() {
            // Each value of the smaller side meets every weight of its channel once, but for those at the edge.
            Maps places = transposed ? input : output;
            return (double) weight.size() * places.height() * places.width();
        }

        /** Returns the zeros around x (transposed: cut from around y) on each side. */
        public int padding() {
            return padding(kernel);
        }

        /** Returns the padding of a kernel. */
        static int padding(int kernel) {
            return (kernel - 1) / 2;
        }
    }
}
