package dev.lattice.core.engine.fused;

import dev.lattice.core.engine.fused.MatrixProducts.Operand;
import dev.lattice.core.model.Layer;
import dev.lattice.core.model.Network;
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
    private final SparseRows sparse;
    private final Floats rowLoss;
    private final OutputLoss losses;
    private final Floats rowKl;
    private final Floats noise;
    private final Operand latent;
    private final Operand latentGradient;
    private final int[] labels;
    private final List<DenseLayer> encoder = new ArrayList<>();
    private final List<DenseLayer> decoder = new ArrayList<>();

    /**
     * Binds a network.
     *
     * @param rows images of a pass
     * @param parameters flat
     * @param gradient flat, overwritten by {@link #backward}; null for a pass that only looks
     * @param layout of both
     * @param sparse whether to compute the first layer from the pixels that are not 0
     */
    DensePass(
            Network network,
            Kernels kernels,
            MatrixProducts products,
            Workspace workspace,
            int rows,
            Floats parameters,
            Floats gradient,
            FlatLayout layout,
            boolean sparse) {
        this.network = network;
        this.kernels = kernels;
        this.rows = rows;
        this.labels = new int[rows];
        pixels = products.operand(workspace.floats((long) rows * network.pixels()));
        this.sparse = sparse ? new SparseRows(rows, network.pixels()) : null;
        rowLoss = workspace.floats(rows);
        rowKl = workspace.floats(rows);
        losses = new OutputLoss(network, kernels, rows, pixels.values(), rowLoss);
        long codes = (long) rows * network.latent();
        noise = workspace.floats(codes);
        boolean samples = network.variant().samples();
        DenseLayer.Binding binding = new DenseLayer.Binding(
                Activation.of(network.spec().activation()),
                kernels,
                products,
                workspace,
                rows,
                labels,
                parameters,
                gradient,
                layout);
        DenseLayer posterior = stack(binding, network.encoder(), pixels, null, encoder);
        latent = samples ? products.operand(workspace.floats(codes)) : posterior.output();
        latentGradient = samples && gradient != null ? products.operand(workspace.floats(codes)) : posterior.gradient();
        stack(binding, network.decoder(), latent, latentGradient, decoder);
    }

    /** Binds layers one on the other and returns the last, whose gradient takes the place of its output if it is sampled from. */
    private DenseLayer stack(
            DenseLayer.Binding binding,
            List<Layer> layers,
            Operand input,
            Operand inputGradient,
            List<DenseLayer> target) {
        Operand x = input;
        Operand dx = inputGradient;
        for (Layer layer : layers) {
            Layer.Dense dense = (Layer.Dense) layer;
            // The output kernels and the latent gradient turn an output into its gradient in place.
            boolean inPlace = !dense.activated()
                    && (target == decoder || network.variant().samples());
            DenseLayer bound = x == pixels
                    ? new DenseLayer(
                            dense, x, dx, inPlace, binding, binding.layout().first(), sparse)
                    : new DenseLayer(dense, x, dx, inPlace, binding, null, null);
            target.add(bound);
            x = bound.output();
            dx = bound.gradient();
        }
        return target.get(target.size() - 1);
    }

    /** Reads the images {@code order[start]} … into the pass. */
    @Override
    void gather(ImageSource images, ImageLabels classes, int[] order, int start, Binarization binarization) {
        kernels.gather(images, order, start, rows, binarization, pixels.values());
        if (sparse != null) {
            sparse.read(images, order, start, pixels.values());
        }
        for (int r = 0; r < rows; r++) {
            labels[r] = classes.of(order[start + r]);
        }
    }

    /** Computes q(z|x) of the gathered images and draws z, the first image's noise being elements {@code first} … of the stream. */
    @Override
    void encode(long noiseKey, int first) {
        for (DenseLayer layer : encoder) {
            layer.forward();
        }
        DenseLayer posterior = encoder.get(encoder.size() - 1);
        if (network.variant().samples()) {
            kernels.reparameterize(
                    rows,
                    network.latent(),
                    noiseKey,
                    first,
                    posterior.output().values(),
                    posterior.bias(),
                    latent.values(),
                    noise,
                    rowKl);
        } else {
            kernels.biasActivation(
                    Activation.IDENTITY,
                    rows,
                    posterior.outputs(),
                    posterior.output().values(),
                    posterior.bias());
        }
    }

    /** Computes the logits of the codes, bias not added, and returns them [rows, pixels]. */
    @Override
    Floats decode() {
        for (DenseLayer layer : decoder) {
            layer.forward();
        }
        return decoder.get(decoder.size() - 1).output().values();
    }

    @Override
    void loss() {
        DenseLayer output = decoder.get(decoder.size() - 1);
        losses.nats(output.output().values(), output.bias(), output.biasGradient());
    }

    @Override
    void squaredError() {
        DenseLayer output = decoder.get(decoder.size() - 1);
        losses.squares(output.output().values(), output.bias());
    }

    /** Computes the gradient of the mean objective of the batch; {@link #loss} has run. */
    @Override
    void backward(double klWeight, CodeGradient codes) {
        decoderBackward();
        DenseLayer posterior = encoder.get(encoder.size() - 1);
        codes.addToCodes(latent.values(), posterior.output().values(), latentGradient.values());
        if (network.variant().samples()) {
            latentBackward(posterior, (float) (klWeight / rows));
            codes.addToHeads(posterior.output().values(), posterior.biasGradient());
        } else {
            kernels.activationBackward(
                    Activation.IDENTITY,
                    rows,
                    posterior.outputs(),
                    posterior.gradient().values(),
                    posterior.output().values(),
                    posterior.biasGradient());
        }
        encoderBackward();
    }

    @Override
    void backward(ImportanceGradient draws) {
        DenseLayer output = decoder.get(decoder.size() - 1);
        DenseLayer posterior = encoder.get(encoder.size() - 1);
        draws.weigh(rowLoss, posterior.output().values(), latent.values(), noise);
        draws.weight(network.pixels(), output.gradient().values(), output.biasGradient());
        decoderBackward();
        draws.addPrior(latent.values(), latentGradient.values());
        latentBackward(posterior, 0);
        draws.addPosterior(posterior.output().values(), posterior.biasGradient());
        encoderBackward();
    }

    private void decoderBackward() {
        for (int i = decoder.size() - 1; i >= 0; i--) {
            backward(decoder.get(i), i == 0 ? null : decoder.get(i - 1));
        }
    }

    private void latentBackward(DenseLayer posterior, float klScale) {
        kernels.latentGradient(
                rows,
                network.latent(),
                klScale,
                latentGradient.values(),
                noise,
                posterior.output().values(),
                posterior.biasGradient());
    }

    private void encoderBackward() {
        for (int i = encoder.size() - 1; i >= 0; i--) {
            backward(encoder.get(i), i == 0 ? null : encoder.get(i - 1));
        }
    }

    private static void backward(DenseLayer layer, DenseLayer below) {
        layer.backward();
        if (below != null) {
            below.activationBackward();
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
        return encoder.get(encoder.size() - 1).output().values();
    }

    /** Returns the bias of the logits, [pixels]. */
    @Override
    Floats outputBias() {
        return decoder.get(decoder.size() - 1).bias();
    }
}
