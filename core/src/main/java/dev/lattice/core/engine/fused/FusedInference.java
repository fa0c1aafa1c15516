package dev.lattice.core.engine.fused;

import dev.lattice.core.config.Precision;
import dev.lattice.core.data.ImageSet;
import dev.lattice.core.data.PixelReader;
import dev.lattice.core.engine.Inference;
import dev.lattice.core.model.Network;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/** Runs a network forward, in passes of bounded size. */
class FusedInference implements Inference {

    private static final int ROWS = 500;

    private final Network network;
    private final Workspace workspace = new Workspace();
    private final Kernels kernels = FusedBackend.kernels();
    private final MatrixProducts products;
    private final Floats parameters;
    private final Map<Integer, DensePass> passes = new HashMap<>();

    FusedInference(Network network, float[] initial, Precision precision) {
        this.network = network;
        this.products = FusedBackend.products(precision);
        this.parameters = workspace.floats(network.parameterCount());
        this.parameters.copyFrom(initial, 0);
    }

    @Override
    public final Network network() {
        return network;
    }

    final Workspace workspace() {
        return workspace;
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

    @Override
    public final Codes encode(Input input) {
        int latent = network.latent();
        int width = network.variant().samples() ? 2 * latent : latent;
        int count = input.images().count();
        float[] mean = new float[count * latent];
        float[] logVar = new float[width == latent ? 0 : count * latent];
        forEachPass(input, (pass, from, rows) -> {
            pass.encode(0, 0);
            float[] posterior = pass.posterior().toArray();
            for (int r = 0; r < rows; r++) {
                System.arraycopy(posterior, r * width, mean, (from + r) * latent, latent);
                if (width > latent) {
                    System.arraycopy(posterior, r * width + latent, logVar, (from + r) * latent, latent);
                }
            }
        });
        return new Codes(latent, mean, logVar);
    }

    @Override
    public final float[] decode(float[] z, int[] labels) {
        int latent = network.latent();
        int pixels = network.pixels();
        int count = z.length / latent;
        float[] decoded = new float[count * pixels];
        for (int from = 0; from < count; from += ROWS) {
            int rows = Math.min(ROWS, count - from);
            DensePass pass = pass(rows);
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
            System.arraycopy(pass.rowLoss().toArray(), 0, reconstruction, from, rows);
            System.arraycopy(pass.rowKl().toArray(), 0, kl, from, rows);
        });
        return new ImageLosses(reconstruction, kl);
    }

    @Override
    public void close() {
        products.close();
        workspace.close();
    }

    private void forEachPass(Input input, PassUser user) {
        ImageSet images = input.images();
        ImageSource source = source(images);
        Binarization binarization = binarization(input, 0);
        int[] order = IntStream.range(0, images.count()).toArray();
        for (int from = 0; from < order.length; from += ROWS) {
            int rows = Math.min(ROWS, order.length - from);
            DensePass pass = pass(rows);
            pass.gather(source, images::label, order, from, binarization);
            user.use(pass, from, rows);
        }
    }

    /** Uses a pass that has gathered images {@code from} … {@code from + rows − 1}. */
    private interface PassUser {
        void use(DensePass pass, int from, int rows);
    }

    private DensePass pass(int rows) {
        return passes.computeIfAbsent(
                rows, r -> new DensePass(network, kernels, products, workspace, r, parameters, null));
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
