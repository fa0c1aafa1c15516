package dev.lattice.core.engine.fused;

import dev.lattice.core.config.Likelihood;
import dev.lattice.core.engine.fused.MatrixProducts.Operand;
import dev.lattice.core.engine.fused.MatrixProducts.Product;
import dev.lattice.core.engine.fused.MatrixProducts.Storage;
import dev.lattice.core.model.Layer;
import dev.lattice.core.model.Network;
import dev.lattice.core.model.ParameterBlock;
import java.util.ArrayList;
import java.util.List;

/**
 * A dense network bound to a fixed number of images: every buffer and every product of a forward and a backward pass, made
 * once, so that a pass allocates nothing.
 *
 * <p>Memory: per image twice the outputs of each layer, plus input, noise and latent code; see {@link Workspace#bytes()}.
 */
final class DensePass extends Pass {

    private final Network network;
    private final Kernels kernels;
    private final int rows;
    private final Operand pixels;
    private final Floats rowLoss;
    private final Floats rowKl;
    private final Floats noise;
    private final Operand latent;
    private final Operand latentGradient;
    private final int[] labels;
    private final List<BoundLayer> encoder = new ArrayList<>();
    private final List<BoundLayer> decoder = new ArrayList<>();

    /**
     * Binds a network.
     *
     * @param rows images of a pass
     * @param parameters flat, in the network's layout
     * @param gradient flat, in the network's layout, overwritten by {@link #backward}; null for a pass that only looks
     */
    DensePass(
            Network network,
            Kernels kernels,
            MatrixProducts products,
            Workspace workspace,
            int rows,
            Floats parameters,
            Floats gradient) {
        this.network = network;
        this.kernels = kernels;
        this.rows = rows;
        this.labels = new int[rows];
        pixels = products.operand(workspace.floats((long) rows * network.pixels()));
        rowLoss = workspace.floats(rows);
        rowKl = workspace.floats(rows);
        long codes = (long) rows * network.latent();
        noise = workspace.floats(codes);
        boolean samples = network.variant().samples();
        Binder binder = new Binder(products, workspace, rows, parameters, gradient);
        BoundLayer posterior = binder.stack(network.encoder(), pixels, null, encoder);
        latent = samples ? products.operand(workspace.floats(codes)) : posterior.output;
        latentGradient = samples && gradient != null ? products.operand(workspace.floats(codes)) : posterior.gradient;
        binder.stack(network.decoder(), latent, latentGradient, decoder);
    }

    /** Reads the images {@code order[start]} … into the pass. */
    @Override
    void gather(ImageSource images, ImageLabels classes, int[] order, int start, Binarization binarization) {
        kernels.gather(images, order, start, rows, binarization, pixels.values());
        for (int r = 0; r < rows; r++) {
            labels[r] = classes.of(order[start + r]);
        }
    }

    /** Computes q(z|x) of the gathered images and draws z, the first image's noise being elements {@code first} … of the stream. */
    @Override
    void encode(long noiseKey, int first) {
        for (BoundLayer layer : encoder) {
            layer.forward();
        }
        BoundLayer posterior = encoder.get(encoder.size() - 1);
        if (network.variant().samples()) {
            kernels.reparameterize(
                    rows,
                    network.latent(),
                    noiseKey,
                    first,
                    posterior.output.values(),
                    posterior.bias,
                    latent.values(),
                    noise,
                    rowKl);
        } else {
            kernels.biasActivation(
                    Activation.IDENTITY, rows, posterior.layer.outputs(), posterior.output.values(), posterior.bias);
        }
    }

    /** Computes the logits of the codes, bias not added, and returns them [rows, pixels]. */
    @Override
    Floats decode() {
        for (BoundLayer layer : decoder) {
            layer.forward();
        }
        return decoder.get(decoder.size() - 1).output.values();
    }

    /** Computes each image's loss from the logits, which become the gradient of the batch's mean loss. */
    @Override
    void loss() {
        BoundLayer output = decoder.get(decoder.size() - 1);
        float scale = 1f / rows;
        if (network.spec().likelihood() == Likelihood.BERNOULLI) {
            kernels.bernoulliOutput(
                    rows,
                    network.pixels(),
                    scale,
                    output.output.values(),
                    output.bias,
                    pixels.values(),
                    rowLoss,
                    output.biasGradient);
        } else {
            float sigma = network.spec().sigma().floatValue();
            kernels.gaussianOutput(
                    rows,
                    network.pixels(),
                    sigma,
                    scale,
                    output.output.values(),
                    output.bias,
                    pixels.values(),
                    rowLoss,
                    output.biasGradient);
        }
    }

    @Override
    void squaredError() {
        BoundLayer output = decoder.get(decoder.size() - 1);
        kernels.squaredError(
                rows,
                network.pixels(),
                output.output.values(),
                output.bias,
                pixels.values(),
                rowLoss,
                output.biasGradient);
    }

    /** Computes the gradient of the mean objective of the batch; {@link #loss} has run. */
    @Override
    void backward(double klWeight) {
        decoderBackward();
        BoundLayer posterior = encoder.get(encoder.size() - 1);
        if (network.variant().samples()) {
            latentBackward(posterior, (float) (klWeight / rows));
        } else {
            kernels.activationBackward(
                    Activation.IDENTITY,
                    rows,
                    posterior.layer.outputs(),
                    posterior.gradient.values(),
                    posterior.output.values(),
                    posterior.biasGradient);
        }
        encoderBackward();
    }

    @Override
    void backward(ImportanceGradient draws) {
        BoundLayer output = decoder.get(decoder.size() - 1);
        BoundLayer posterior = encoder.get(encoder.size() - 1);
        draws.weigh(rowLoss, posterior.output.values(), latent.values(), noise);
        draws.weight(network.pixels(), output.gradient.values(), output.biasGradient);
        decoderBackward();
        draws.addPrior(latent.values(), latentGradient.values());
        latentBackward(posterior, 0);
        draws.addPosterior(posterior.output.values(), posterior.biasGradient);
        encoderBackward();
    }

    private void decoderBackward() {
        for (int i = decoder.size() - 1; i >= 0; i--) {
            backward(decoder.get(i), i == 0 ? null : decoder.get(i - 1));
        }
    }

    private void latentBackward(BoundLayer posterior, float klScale) {
        kernels.latentGradient(
                rows,
                network.latent(),
                klScale,
                latentGradient.values(),
                noise,
                posterior.output.values(),
                posterior.biasGradient);
    }

    private void encoderBackward() {
        for (int i = encoder.size() - 1; i >= 0; i--) {
            backward(encoder.get(i), i == 0 ? null : encoder.get(i - 1));
        }
    }

    private void backward(BoundLayer layer, BoundLayer below) {
        layer.backward();
        if (below != null) {
            kernels.activationBackward(
                    activation(),
                    rows,
                    below.layer.outputs(),
                    below.gradient.values(),
                    below.output.values(),
                    below.biasGradient);
        }
    }

    @Override
    Floats pixels() {
        return pixels.values();
    }

    /** Returns −log p(x|z) of each image, nats. */
    @Override
    Floats rowLoss() {
        return rowLoss;
    }

    /** Returns KL(q(z|x) ‖ p(z)) of each image, nats; zero where nothing is sampled. */
    @Override
    Floats rowKl() {
        return rowKl;
    }

    /** Returns z, [rows, latent]. */
    @Override
    Floats latent() {
        return latent.values();
    }

    /** Returns the classes that the next pass is given, to be set where no image is gathered. */
    @Override
    int[] labels() {
        return labels;
    }

    /** Returns the encoder's output [rows, posterior]: means, then log variances, in each row. */
    @Override
    Floats posterior() {
        return encoder.get(encoder.size() - 1).output.values();
    }

    /** Returns the bias of the logits, [pixels]. */
    @Override
    Floats outputBias() {
        return decoder.get(decoder.size() - 1).bias;
    }

    private Activation activation() {
        return switch (network.spec().activation()) {
            case RELU -> Activation.RELU;
            case LEAKY_RELU -> Activation.LEAKY_RELU;
            case TANH -> Activation.TANH;
        };
    }

    /** One layer with its buffers and products. */
    private final class BoundLayer {
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
        private final Product inputGradient;

        private BoundLayer(
                Layer.Dense layer, Operand input, Operand inputGradient, boolean gradientInOutput, Binder b) {
            this.layer = layer;
            this.input = input;
            int in = layer.inputs();
            int out = layer.outputs();
            weight = b.products.operand(b.parameter(layer.weight()));
            bias = b.parameter(layer.bias());
            labelWeights = layer.label().map(b::parameter).orElse(null);
            output = b.products.operand(b.workspace.floats((long) rows * out));
            product = b.products.product(
                    rows, out, in, input, Storage.PLAIN, weight, Storage.TRANSPOSED, output.values());
            if (b.gradient == null) {
                gradient = null;
                // The output kernel wants somewhere to put the gradient of the bias even when nobody reads it.
                biasGradient = b.workspace.floats(out);
                labelGradient = null;
                weightGradient = null;
                this.inputGradient = null;
                return;
            }
            gradient = gradientInOutput ? output : b.products.operand(b.workspace.floats((long) rows * out));
            biasGradient = b.gradientOf(layer.bias());
            labelGradient = layer.label().map(b::gradientOf).orElse(null);
            weightGradient = b.products.product(
                    out, in, rows, gradient, Storage.TRANSPOSED, input, Storage.PLAIN, b.gradientOf(layer.weight()));
            this.inputGradient = inputGradient == null
                    ? null
                    : b.products.product(
                            rows, in, out, gradient, Storage.PLAIN, weight, Storage.PLAIN, inputGradient.values());
        }

        /** Computes the output from the input; without bias where the layer is not activated. */
        private void forward() {
            input.changed();
            weight.changed();
            product.run();
            if (labelWeights != null) {
                LabelRows.add(labels, layer.outputs(), labelWeights, output.values());
            }
            if (layer.activated()) {
                kernels.biasActivation(activation(), rows, layer.outputs(), output.values(), bias);
            }
        }

        /** Computes the gradients of weights and input from the gradient of the output. */
        private void backward() {
            gradient.changed();
            weightGradient.run();
            if (labelGradient != null) {
                LabelRows.sum(labels, layer.outputs(), gradient.values(), labelGradient);
            }
            if (inputGradient != null) {
                inputGradient.run();
            }
        }
    }

    /** What layers are bound to. */
    private final class Binder {
        private final MatrixProducts products;
        private final Workspace workspace;
        private final Floats parameters;
        private final Floats gradient;

        private Binder(MatrixProducts products, Workspace workspace, int rows, Floats parameters, Floats gradient) {
            this.products = products;
            this.workspace = workspace;
            this.parameters = parameters;
            this.gradient = gradient;
        }

        /** Binds layers one on the other and returns the last, whose gradient takes the place of its output if it is sampled from. */
        private BoundLayer stack(List<Layer> layers, Operand input, Operand inputGradient, List<BoundLayer> target) {
            Operand x = input;
            Operand dx = inputGradient;
            for (Layer layer : layers) {
                Layer.Dense dense = (Layer.Dense) layer;
                // The output kernels and the latent gradient turn an output into its gradient in place.
                boolean inPlace = !dense.activated()
                        && (target == decoder || network.variant().samples());
                BoundLayer bound = new BoundLayer(dense, x, dx, inPlace, this);
                target.add(bound);
                x = bound.output;
                dx = bound.gradient;
            }
            return target.get(target.size() - 1);
        }

        private Floats parameter(ParameterBlock block) {
            return parameters.slice(block.offset(), block.size());
        }

        private Floats gradientOf(ParameterBlock block) {
            return gradient.slice(block.offset(), block.size());
        }
    }
}
