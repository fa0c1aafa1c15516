package dev.lattice.core.engine.fused;

import dev.lattice.core.config.Precision;
import dev.lattice.core.data.ImageSet;
import dev.lattice.core.data.PixelReader;
import dev.lattice.core.engine.Inference;
import dev.lattice.core.model.Network;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Runs a network forward, in passes of bounded size. */
class FusedInference implements Inference {

    private static final int ROWS = 500;

    /** Maps are large: an image of 28x28 pixels in 64 channels takes 200 kB. */
    private static final int CONVOLUTIONAL_ROWS = 50;

    private final Network network;
    private final Workspace workspace;
    private final Kernels kernels = FusedBackend.kernels();
    private final MatrixProducts products;
    private final Floats parameters;
    private final FlatLayout layout;
    private final Map<Shape, Pass> passes = new HashMap<>();
    private final OneDnnConvolutions convolutions;
    private final int most;
    private ImportanceDraws draws;

    /**
     * What passes are made for.
     *
     * @param rows images
     * @param sparse whether these are mostly 0
     */
    private record Shape(int rows, boolean sparse) {}

    /**
     * Binds a network.
     *
     * @param workspace for its memory, empty; closed with it
     * @param trained what the network is to be trained on; empty for a network that is only looked at
     */
    FusedInference(
            Workspace workspace, Network network, float[] initial, Precision precision, Optional<ImageSource> trained) {
        this.workspace = workspace;
        this.network = network;
        this.products = FusedBackend.products(precision);
        workspace.beforeFreeing(products::close);
        boolean convolutional = network.spec().conv().isPresent();
        this.convolutions = convolutional ? new OneDnnConvolutions(workspace) : null;
        if (convolutional) {
            workspace.beforeFreeing(convolutions::close);
        }
        this.most = convolutional ? CONVOLUTIONAL_ROWS : ROWS;
        // Dense products of few rows are a little slower with the first weight that way round.
        this.layout = new FlatLayout(
                network,
                FirstLayer.of(network, precision, kernels)
                        .filter(layer -> trained.map(SparseRows::pays).orElse(true))
                        .orElse(null));
        this.parameters = workspace.floats(layout.size());
        parameters.copyFrom(layout.spread(initial), 0);
    }

    @Override
    public final Network network() {
        return network;
    }

    final Kernels kernels() {
        return kernels;
    }

    final MatrixProducts products() {
        return products;
    }

    final Floats flatParameters() {
        return parameters;
    }

    /** Returns how {@link #flatParameters} lie, and gradients and moments with them. */
    final FlatLayout layout() {
        return layout;
    }

    /** Returns whether to compute the first layer from the pixels that are not 0. */
    final boolean sparse(ImageSource images) {
        return layout.first() != null && SparseRows.pays(images);
    }

    @Override
    public final Codes encode(Input input) {
        int latent = network.latent();
        int count = input.images().count();
        float[] mean = new float[count * latent];
        float[] logVar = new float[network.variant().samples() ? count * latent : 0];
        forEachPass(input, (pass, from, rows) -> {
            pass.encode(0, 0);
            copyCodes(pass, from, rows, mean, logVar);
        });
        return new Codes(latent, mean, logVar);
    }

    private void copyCodes(Pass pass, int from, int rows, float[] mean, float[] logVar) {
        int latent = network.latent();
        int width = network.variant().samples() ? 2 * latent : latent;
        Floats posterior = pass.posterior();
        for (int r = 0; r < rows; r++) {
            posterior.copyTo(r * width, mean, (from + r) * latent, latent);
            if (width > latent) {
                posterior.copyTo(r * width + latent, logVar, (from + r) * latent, latent);
            }
        }
    }

    @Override
    public final float[] decode(float[] z, int[] labels) {
        int latent = network.latent();
        int pixels = network.pixels();
        int count = z.length / latent;
        float[] decoded = new float[count * pixels];
        for (int from = 0; from < count; from += most) {
            int rows = Math.min(most, count - from);
            Pass pass = pass(rows);
            pass.latent().copyFrom(z, from * latent);
            if (network.classes() > 0) {
                System.arraycopy(labels, from, pass.labels(), 0, rows);
            }
            float[] logits = pass.decode().toArray();
            float[] bias = pass.outputBias().toArray();
            for (int i = 0; i < logits.length; i++) {
                decoded[from * pixels + i] = (float) (1 / (1 + Math.exp(-(logits[i] + bias[i % pixels]))));
            }
        }
        return decoded;
    }

    @Override
    public final ImageLosses evaluate(Input input) {
        float[] reconstruction = new float[input.images().count()];
        float[] kl = new float[reconstruction.length];
        long key = input.seeds().derive("evaluation");
        forEachPass(input, (pass, from, rows) -> {
            pass.encode(key, from * network.latent());
            pass.decode();
            pass.loss();
            pass.rowLoss().copyTo(0, reconstruction, from, rows);
            pass.rowKl().copyTo(0, kl, from, rows);
        });
        return new ImageLosses(reconstruction, kl);
    }

    @Override
    public final Measures measure(Input input) {
        int latent = network.latent();
        int count = input.images().count();
        float[] reconstruction = new float[count];
        float[] kl = new float[count];
        float[] errors = new float[count];
        float[] mean = new float[count * latent];
        float[] logVar = new float[network.variant().samples() ? count * latent : 0];
        long key = input.seeds().derive("evaluation");
        forEachPass(input, (pass, from, rows) -> {
            pass.encode(key, from * latent);
            copyCodes(pass, from, rows, mean, logVar);
            pass.decode();
            pass.loss();
            pass.rowLoss().copyTo(0, reconstruction, from, rows);
            pass.rowKl().copyTo(0, kl, from, rows);
            if (network.variant().samples()) {
                pass.latent().copyFrom(mean, from * latent);
                pass.decode();
            }
            pass.squaredError();
            pass.rowLoss().copyTo(0, errors, from, rows);
        });
        return new Measures(new ImageLosses(reconstruction, kl), new Codes(latent, mean, logVar), errors);
    }

    @Override
    public final float[] crossEntropies(Input input) {
        int pixels = network.pixels();
        float[] losses = new float[input.images().count()];
        forEachPass(input, (pass, from, rows) -> {
            pass.encode(0, 0);
            if (network.variant().samples()) {
                pass.latent().copyFrom(means(pass, rows), 0);
            }
            Floats logits = pass.decode();
            kernels.bernoulliLoss(rows, pixels, logits, pass.outputBias(), pass.pixels(), pass.rowLoss());
            pass.rowLoss().copyTo(0, losses, from, rows);
        });
        return losses;
    }

    private float[] means(Pass pass, int rows) {
        float[] mean = new float[rows * network.latent()];
        copyCodes(pass, 0, rows, mean, new float[mean.length]);
        return mean;
    }

    @Override
    public final void importanceWeights(Input input, int samples, WeightReader reader) {
        Inference.requireSampling(network, samples);
        if (draws == null) {
            draws = new ImportanceDraws(network, kernels, workspace, most);
        }
        draws.run(input, encode(input), samples, this::pass, reader);
    }

    @Override
    public void close() {
        workspace.close();
    }

    private void forEachPass(Input input, PassUser user) {
        ImageSet images = input.images();
        ImageSource source = source(images);
        Binarization binarization = binarization(input, 0);
        int[] order = IntStream.range(0, images.count()).toArray();
        boolean sparse = sparse(source);
        for (int from = 0; from < order.length; from += most) {
            int rows = Math.min(most, order.length - from);
            Pass pass = pass(rows, sparse);
            pass.gather(source, images::label, order, from, binarization);
            user.use(pass, from, rows);
        }
    }

    /** Uses a pass that has gathered images {@code from} … {@code from + rows − 1}. */
    private interface PassUser {
        void use(Pass pass, int from, int rows);
    }

    private Pass pass(int rows) {
        return pass(rows, false);
    }

    private Pass pass(int rows, boolean sparse) {
        return passes.computeIfAbsent(new Shape(rows, sparse), shape -> newPass(rows, null, sparse));
    }

    /** Returns a new pass of {@code rows} images; {@code gradient} is null for one that only looks. */
    final Pass newPass(int rows, Floats gradient, boolean sparse) {
        return convolutions == null
                ? new DensePass(network, kernels, products, workspace, rows, parameters, gradient, layout, sparse)
                : new ConvPass(network, kernels, products, convolutions, workspace, rows, parameters, gradient, layout);
    }

    static ImageSource source(ImageSet images) {
        return new ImageSource(images.count(), images.imageSize(), images.pixels());
    }

    /** Returns what the kernels do to the pixels of an epoch; 0 is an evaluation. */
    static Binarization binarization(Input input, int epoch) {
        return switch (input.binarization()) {
            case NONE -> Binarization.NONE;
            case THRESHOLD -> Binarization.threshold(0.5f);
            case DYNAMIC, STATIC -> Binarization.bernoulli(PixelReader.key(input.seeds(), input.binarization(), epoch));
        };
    }
}
