package dev.lattice.core.engine.fused;

import dev.lattice.core.engine.fused.MatrixProducts.Product;
import dev.lattice.core.engine.fused.MatrixProducts.Storage;
import dev.lattice.core.engine.fused.OneDnnConvolutions.Geometry;
import dev.lattice.core.model.Layer;
import dev.lattice.core.model.Maps;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * An encoder or a decoder of dense and convolutional layers as two lists of steps, forward and backward, with their buffers.
 *
 * <p>Maps lie as {@link OneDnnConvolutions} has them, so that bias, activation and their gradients are those of a matrix with
 * one row a pixel; between maps and a dense layer values change their order. A training keeps every output for the way back
 * and two gradients at a time; a pass that only looks keeps two outputs at a time.
 */
final class LayerChain {

    private final ChainBinding binding;
    private final boolean lastBare;
    private final List<Product> forward = new ArrayList<>();
    // In the order of the layers, steps of a layer the wrong way round: backwards, they are right.
    private final List<Product> backward = new ArrayList<>();
    private int nodes;
    private Floats output;
    private Floats gradient;
    private Floats biasOfLast;
    private Floats biasGradientOfLast;

    /**
     * Binds layers.
     *
     * @param input [rows, inputs]
     * @param inputGradient where the gradient of the input goes; null if nobody wants it
     * @param lastBare whether the bias of the last layer is added by somebody else, who also turns its output into its
     *     gradient in place and sums that of the bias
     */
    LayerChain(ChainBinding binding, List<Layer> layers, Floats input, Floats inputGradient, boolean lastBare) {
        this.binding = binding;
        this.lastBare = lastBare;
        output = input;
        gradient = inputGradient;
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            boolean last = i == layers.size() - 1;
            if (layer instanceof Layer.Convolution convolution) {
                if (i > 0 && layers.get(i - 1) instanceof Layer.Dense) {
                    reorder(convolution.input(), false);
                }
                convolve(convolution, last);
            } else {
                if (i > 0 && layers.get(i - 1) instanceof Layer.Convolution below) {
                    reorder(below.output(), true);
                }
                multiply((Layer.Dense) layer, last);
            }
        }
        Collections.reverse(backward);
    }

    /** Computes the output from the input. */
    void forward() {
        run(forward);
    }

    /** Computes all gradients from that of the output. */
    void backward() {
        run(backward);
    }

    /** Returns the output [rows, outputs] of the last layer. */
    Floats output() {
        return output;
    }

    /** Returns the gradient of {@link #output}; the same buffer if the last layer is bare. */
    Floats gradient() {
        return gradient;
    }

    /** Returns the bias of the last layer. */
    Floats bias() {
        return biasOfLast;
    }

    /** Returns where the gradient of the last layer's bias belongs; for a pass that only looks, something of its size. */
    Floats biasGradient() {
        return biasGradientOfLast;
    }

    private static void run(List<Product> steps) {
        for (int i = 0; i < steps.size(); i++) {
            steps.get(i).run();
        }
    }

    private void multiply(Layer.Dense layer, boolean last) {
        int rows = binding.rows();
        int in = layer.inputs();
        int out = layer.outputs();
        Node node = new Node(layer, rows, out, last);
        forward.add(binding.product(rows, out, in, node.x, Storage.PLAIN, node.weight, Storage.TRANSPOSED, node.y));
        layer.label().ifPresent(block -> {
            Floats weights = binding.parameter(block);
            forward.add(() -> LabelRows.add(binding.labels(), out, weights, node.y));
        });
        node.biasForward();
        if (!binding.trains()) {
            return;
        }
        if (node.dx != null) {
            backward.add(binding.product(rows, in, out, node.dy, Storage.PLAIN, node.weight, Storage.PLAIN, node.dx));
        }
        layer.label().ifPresent(block -> {
            Floats sums = binding.gradientOf(block);
            backward.add(() -> LabelRows.sum(binding.labels(), out, node.dy, sums));
        });
        backward.add(binding.product(
                out, in, rows, node.dy, Storage.TRANSPOSED, node.x, Storage.PLAIN, node.weightGradient));
        node.biasBackward();
    }

    private void convolve(Layer.Convolution layer, boolean last) {
        Geometry g = Geometry.of(layer, binding.rows());
        Maps out = layer.output();
        Node node = new Node(layer, binding.rows() * out.height() * out.width(), out.channels(), last);
        if (g.image().channels() > 1) {
            convolve(g, node, layer.transposed());
        } else if (layer.transposed()) {
            fold(g, node);
        } else {
            unfold(g, node);
        }
    }

    private void convolve(Geometry g, Node node, boolean transposed) {
        OneDnnConvolutions by = binding.convolutions();
        forward.add(
                transposed
                        ? by.transposed(g, node.x, node.weight, node.y)
                        : by.convolution(g, node.x, node.weight, node.y));
        node.biasForward();
        if (!binding.trains()) {
            return;
        }
        if (node.dx != null) {
            backward.add(
                    transposed
                            ? by.convolution(g, node.dy, node.weight, node.dx)
                            : by.transposed(g, node.dy, node.weight, node.dx));
        }
        Floats image = transposed ? node.dy : node.x;
        Floats places = transposed ? node.x : node.dy;
        backward.add(by.weightGradient(g, image, places, node.weightGradient));
        node.biasBackward();
    }

    /** A convolution from a single channel, as a product with what its kernels see. */
    private void unfold(Geometry g, Node node) {
        SingleChannel seen = new SingleChannel(g, binding, node.weight, node.weightGradient);
        forward.add(() -> seen.unfold(node.x));
        forward.add(seen.toChannels(node.y));
        node.biasForward();
        if (!binding.trains()) {
            return;
        }
        if (node.dx != null) {
            backward.add(() -> seen.fold(node.dx));
            backward.add(seen.fromChannels(node.dy));
        }
        backward.add(seen.weightGradient(node.dy));
        node.biasBackward();
    }

    /** A transposed convolution to a single channel, likewise. */
    private void fold(Geometry g, Node node) {
        SingleChannel seen = new SingleChannel(g, binding, node.weight, node.weightGradient);
        forward.add(seen.fromChannels(node.x));
        forward.add(() -> seen.fold(node.y));
        node.biasForward();
        if (!binding.trains()) {
            return;
        }
        if (node.dx != null) {
            backward.add(seen.toChannels(node.dx));
        }
        backward.add(seen.weightGradient(node.x));
        backward.add(() -> seen.unfold(node.dy));
        node.biasBackward();
    }

    private void reorder(Maps maps, boolean toRows) {
        Floats x = output;
        Floats dx = gradient;
        int rows = binding.rows();
        advance((long) rows * maps.size(), false, false);
        OneDnnConvolutions by = binding.convolutions();
        forward.add(toRows ? by.toRows(rows, maps, x, output) : by.toMaps(rows, maps, x, output));
        if (binding.trains()) {
            backward.add(toRows ? by.toMaps(rows, maps, gradient, dx) : by.toRows(rows, maps, gradient, dx));
        }
    }

    /** Chooses the buffers of the next output and its gradient. */
    private void advance(long size, boolean last, boolean bare) {
        Floats turn = last ? null : binding.turns().get(nodes % 2).slice(0, Math.toIntExact(size));
        output = binding.trains() || last ? binding.workspace().floats(size) : turn;
        if (bare) {
            gradient = output;
        } else if (binding.trains()) {
            gradient = last ? binding.workspace().floats(size) : turn;
        }
        nodes++;
    }

    /** One layer's buffers; makes its bias and its activation steps. */
    private final class Node {
        private final Activation activation;
        private final int rows;
        private final int columns;
        private final boolean bare;
        private final Floats x;
        private final Floats dx;
        private final Floats y;
        private final Floats dy;
        private final Floats weight;
        private final Floats weightGradient;
        private final Floats bias;
        private final Floats biasGradient;

        /** Takes the output so far for its input, and a matrix [rows, columns] for its output. */
        private Node(Layer layer, int rows, int columns, boolean last) {
            this.activation = layer.activated() ? binding.activation() : Activation.IDENTITY;
            this.rows = rows;
            this.columns = columns;
            this.bare = last && lastBare;
            x = output;
            dx = gradient;
            advance((long) rows * columns, last, bare);
            y = output;
            dy = gradient;
            weight = binding.parameter(layer.weight());
            bias = binding.parameter(layer.bias());
            weightGradient = binding.trains() ? binding.gradientOf(layer.weight()) : null;
            biasGradient = binding.trains() ? binding.gradientOf(layer.bias()) : null;
            biasOfLast = bias;
            biasGradientOfLast = biasGradient;
        }

        private void biasForward() {
            if (!bare) {
                forward.add(() -> binding.kernels().biasActivation(activation, rows, columns, y, bias));
            }
        }

        private void biasBackward() {
            if (!bare) {
                backward.add(
                        () -> binding.kernels().activationBackward(activation, rows, columns, dy, y, biasGradient));
            }
        }
    }
}
