package dev.lattice.core.engine.fused;

import dev.lattice.core.model.Layer;
import dev.lattice.core.model.Network;
import java.util.List;
import java.util.stream.Stream;

/** A pass of a network with convolutions. */
final class ConvPass extends Pass {

    private final Network network;
    private final Kernels kernels;
    private final int rows;
    private final Floats pixels;
    private final Floats rowLoss;
    private final Floats rowKl;
    private final Floats noise;
    private final Floats latent;
    private final Floats latentGradient;
    private final OutputLoss losses;
    private final Floats outputBias;
    private final Floats outputBiasGradient;
    private final int[] labels;
    private final LayerChain encoder;
    private final LayerChain decoder;

    /**
     * Binds a network.
     *
     * @param rows images of a pass
     * @param parameters flat
     * @param gradient flat, overwritten by {@link #backward}; null for a pass that only looks
     * @param layout of both
     */
    ConvPass(
            Network network,
            Kernels kernels,
            MatrixProducts products,
            OneDnnConvolutions convolutions,
            Workspace workspace,
            int rows,
            Floats parameters,
            Floats gradient,
            FlatLayout layout) {
        this.network = network;
        this.kernels = kernels;
        this.rows = rows;
        labels = new int[rows];
        pixels = workspace.floats((long) rows * network.pixels());
        rowLoss = workspace.floats(rows);
        rowKl = workspace.floats(rows);
        losses = new OutputLoss(network, kernels, rows, pixels, rowLoss);
        outputBias = workspace.floats(network.pixels());
        outputBiasGradient = gradient == null ? null : workspace.floats(network.pixels());
        long codes = (long) rows * network.latent();
        noise = workspace.floats(codes);
        long largest = Stream.concat(network.encoder().stream(), network.decoder().stream())
                .mapToLong(Layer::outputs)
                .max()
                .orElseThrow();
        ChainBinding binding = new ChainBinding(
                Activation.of(network.spec().activation()),
                kernels,
                products,
                convolutions,
                workspace,
                rows,
                labels,
                parameters,
                gradient,
                layout,
                List.of(workspace.floats(rows * largest), workspace.floats(rows * largest)));
        boolean samples = network.variant().samples();
        encoder = new LayerChain(binding, network.encoder(), pixels, null, samples);
        latent = samples ? workspace.floats(codes) : encoder.output();
        latentGradient = samples && gradient != null ? workspace.floats(codes) : encoder.gradient();
        decoder = new LayerChain(binding, network.decoder(), latent, latentGradient, true);
    }

    @Override
    void gather(ImageSource images, ImageLabels classes, int[] order, int start, Binarization binarization) {
        kernels.gather(images, order, start, rows, binarization, pixels);
        for (int r = 0; r < rows; r++) {
            labels[r] = classes.of(order[start + r]);
        }
    }

    @Override
    void encode(long noiseKey, int first) {
        encoder.forward();
        if (network.variant().samples()) {
            kernels.reparameterize(
                    rows, network.latent(), noiseKey, first, encoder.output(), encoder.bias(), latent, noise, rowKl);
        }
    }

    @Override
    Floats decode() {
        decoder.forward();
        return decoder.output();
    }

    @Override
    void loss() {
        losses.nats(decoder.output(), outputBias(), outputBiasGradient);
    }

    @Override
    void squaredError() {
        losses.squares(decoder.output(), outputBias());
    }

    @Override
    void backward(double klWeight, CodeGradient codes) {
        decoder.biasGradient().set(0, (float) kernels.sum(outputBiasGradient));
        decoder.backward();
        codes.addToCodes(latent, encoder.output(), latentGradient);
        if (network.variant().samples()) {
            float klScale = (float) (klWeight / rows);
            kernels.latentGradient(
                    rows, network.latent(), klScale, latentGradient, noise, encoder.output(), encoder.biasGradient());
            codes.addToHeads(encoder.output(), encoder.biasGradient());
        }
        encoder.backward();
    }

    @Override
    void backward(ImportanceGradient draws) {
        draws.weigh(rowLoss, encoder.output(), latent, noise);
        draws.weight(network.pixels(), decoder.output(), outputBiasGradient);
        decoder.biasGradient().set(0, (float) kernels.sum(outputBiasGradient));
        decoder.backward();
        draws.addPrior(latent, latentGradient);
        kernels.latentGradient(
                rows, network.latent(), 0, latentGradient, noise, encoder.output(), encoder.biasGradient());
        draws.addPosterior(encoder.output(), encoder.biasGradient());
        encoder.backward();
    }

    @Override
    Floats pixels() {
        return pixels;
    }

    @Override
    Floats rowLoss() {
        return rowLoss;
    }

    @Override
    Floats rowKl() {
        return rowKl;
    }

    @Override
    Floats latent() {
        return latent;
    }

    @Override
    int[] labels() {
        return labels;
    }

    @Override
    Floats posterior() {
        return encoder.output();
    }

    /** Returns the bias of the one channel for each pixel of it. */
    @Override
    Floats outputBias() {
        outputBias.fill(decoder.bias().get(0));
        return outputBias;
    }
}
