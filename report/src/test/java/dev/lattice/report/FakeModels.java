package dev.lattice.report;

import dev.lattice.core.config.Binarization;
import dev.lattice.core.data.ImageSet;
import dev.lattice.core.engine.Inference;
import dev.lattice.core.model.Network;
import dev.lattice.core.random.CounterRandom;
import dev.lattice.core.random.Seeds;
import dev.lattice.core.trial.StudyInfo;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A gallery of models that were never trained: they place an image by its class and decode a blurred ring. */
public final class FakeModels implements ModelGallery {

    public static final int SIDE = 28;
    private static final int CLASSES = 10;

    private final StudyInfo.View study;
    private final Set<Integer> kept = new HashSet<>();
    private final ImageSet images;
    private final AtomicInteger open = new AtomicInteger();

    /** Keeps the models of the given cells, with {@code count} validation images. */
    public FakeModels(StudyInfo.View study, int count, int... numbers) {
        this.study = study;
        for (int n : numbers) {
            kept.add(n);
        }
        byte[] pixels = new byte[count * SIDE * SIDE];
        byte[] labels = new byte[count];
        for (int i = 0; i < count; i++) {
            labels[i] = (byte) (i * 7 % CLASSES);
            float[] image = ring(labels[i], 0.12f * CounterRandom.gaussian(5, i), 9);
            for (int p = 0; p < image.length; p++) {
                pixels[i * image.length + p] = (byte) Math.round(255 * image[p]);
            }
        }
        images = new ImageSet(pixels, labels, SIDE, SIDE, CLASSES);
    }

    /** Returns the number of models that were opened and not closed. */
    public int open() {
        return open.get();
    }

    @Override
    public boolean has(int trialNumber) {
        return kept.contains(trialNumber);
    }

    @Override
    public Optional<Inference> open(int trialNumber) {
        if (!kept.contains(trialNumber)) {
            return Optional.empty();
        }
        open.incrementAndGet();
        var spec = study.trials().get(trialNumber - 1).experiment().model();
        return Optional.of(new Model(Network.of(spec, SIDE, SIDE, CLASSES)));
    }

    @Override
    public Optional<Inference.Input> validation(int trialNumber) {
        return Optional.of(new Inference.Input(images, Binarization.NONE, new Seeds(42)));
    }

    /** Draws a ring whose radius, gap and centre depend on the class. */
    private static float[] ring(int label, float shift, float sharpness) {
        float[] image = new float[SIDE * SIDE];
        double radius = 4 + label * 0.6;
        double gap = label * 2 * Math.PI / CLASSES;
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                double dx = x - 13.5 - 3 * shift;
                double dy = y - 13.5;
                double off = Math.hypot(dx, dy) - radius;
                double open = Math.cos(Math.atan2(dy, dx) - gap) > 0.75 ? 0 : 1;
                image[y * SIDE + x] = (float) (open * Math.exp(-off * off * sharpness / 12));
            }
        }
        return image;
    }

    private final class Model implements Inference {
        private final Network network;

        private Model(Network network) {
            this.network = network;
        }

        @Override
        public Network network() {
            return network;
        }

        @Override
        public Codes encode(Input input) {
            int latent = network.latent();
            float[] mean = new float[input.images().count() * latent];
            for (int i = 0; i < input.images().count(); i++) {
                int label = input.images().label(i);
                for (int j = 0; j < latent; j++) {
                    float centre =
                            (float) Math.cos(label * 2 * Math.PI / CLASSES + j * Math.PI / 2) * (j < 2 ? 2f : 0.3f);
                    mean[i * latent + j] = centre + 0.4f * CounterRandom.gaussian(7, i * latent + j);
                }
            }
            return new Codes(latent, mean, network.variant().samples() ? new float[mean.length] : new float[0]);
        }

        @Override
        public float[] decode(float[] z, int[] labels) {
            int latent = network.latent();
            float[] decoded = new float[labels.length * SIDE * SIDE];
            for (int i = 0; i < labels.length; i++) {
                float[] image = ring(labels[i], 0.3f * z[i * latent], 4);
                System.arraycopy(image, 0, decoded, i * image.length, image.length);
            }
            return decoded;
        }

        @Override
        public ImageLosses evaluate(Input input) {
            throw new UnsupportedOperationException("a report measures nothing");
        }

        @Override
        public void close() {
            open.decrementAndGet();
        }
    }
}
