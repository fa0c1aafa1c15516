package dev.lattice.search;

import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.data.Dataset;
import dev.lattice.core.data.ImageSet;
import dev.lattice.core.engine.Inference;
import dev.lattice.core.engine.TrainedModel;
import dev.lattice.core.engine.TrainingDivergedException;
import dev.lattice.core.engine.TrainingEngine;
import dev.lattice.core.engine.TrainingSession;
import dev.lattice.core.engine.TrainingState;
import dev.lattice.core.engine.TrainingTask;
import dev.lattice.core.model.Network;
import dev.lattice.core.trial.LossTerms;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Trains nothing: losses are a function of the experiment and the epoch, so that whatever differs is the sweep's doing. */
final class FakeEngine implements TrainingEngine {

    static final double DIVERGING_RATE = 0.5;

    /** Number of sessions opened. */
    final AtomicInteger trainings = new AtomicInteger();

    /** Number of epochs trained. */
    final AtomicInteger epochs = new AtomicInteger();

    /** Called at the beginning of each epoch; may throw. */
    private final Consumer<Moment> hook;

    FakeEngine() {
        this(moment -> {});
    }

    FakeEngine(Consumer<Moment> hook) {
        this.hook = hook;
    }

    record Moment(ExperimentSpec spec, int epoch, int training) {}

    /** Returns 40 images of 2 × 2 pixels in 2 classes. */
    static Dataset data() {
        byte[] pixels = new byte[40 * 4];
        byte[] labels = new byte[40];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (37 * i);
        }
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) (i % 2);
        }
        ImageSet images = new ImageSet(pixels, labels, 2, 2, 2);
        return new Dataset("digits", images, images.first(4), "feed");
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public String backend() {
        return "nothing";
    }

    @Override
    public Optional<String> refusal(ExperimentSpec spec) {
        return spec.model().latent() == 99 ? Optional.of("99 is too much") : Optional.empty();
    }

    @Override
    public TrainingSession open(TrainingTask task) {
        return new Session(task, trainings.incrementAndGet());
    }

    @Override
    public Inference load(TrainedModel model) {
        throw new UnsupportedOperationException();
    }

    private final class Session implements TrainingSession {
        private final TrainingTask task;
        private final int training;
        private double value;
        private int epochsDone;

        private Session(TrainingTask task, int training) {
            this.task = task;
            this.training = training;
            ExperimentSpec spec = task.spec();
            value = 100
                    + spec.seed() % 7
                    + spec.model().latent()
                    + Math.abs(Math.log(spec.training().learningRate() / 1e-3))
                    + spec.training().batchSize() / 100.0;
        }

        @Override
        public LossTerms trainEpoch(int epoch, StepListener steps) {
            hook.accept(new Moment(task.spec(), epoch, training));
            epochs.incrementAndGet();
            int count = task.stepsPerEpoch();
            for (int step = 1; step <= count; step++) {
                if (task.spec().training().learningRate() >= DIVERGING_RATE && epoch == 3 && step == 2) {
                    throw new TrainingDivergedException(epoch, step, value);
                }
                value *= 0.99;
                steps.stepped(epoch, step, count);
            }
            epochsDone = epoch;
            return new LossTerms(value, 1, value + 1);
        }

        @Override
        public float[] parameters() {
            return new float[] {(float) value};
        }

        // The double in the bits of two floats, which must come back as they were.
        @Override
        public TrainingState state() {
            long bits = Double.doubleToRawLongBits(value);
            float[] halves = {Float.intBitsToFloat((int) (bits >> 32)), Float.intBitsToFloat((int) bits)};
            return new TrainingState(epochsDone, epochsDone, halves, new float[][] {halves});
        }

        @Override
        public void restore(TrainingState state) {
            long high = Float.floatToRawIntBits(state.moments()[0][0]);
            long low = Float.floatToRawIntBits(state.moments()[0][1]);
            value = Double.longBitsToDouble(high << 32 | low & 0xffffffffL);
            epochsDone = state.epoch();
        }

        @Override
        public Network network() {
            return task.network();
        }

        @Override
        public Codes encode(Input input) {
            int latent = network().latent();
            return new Codes(latent, new float[input.images().count() * latent], new float[0]);
        }

        @Override
        public float[] decode(float[] z, int[] labels) {
            return new float[labels.length * 4];
        }

        @Override
        public ImageLosses evaluate(Input input) {
            float[] reconstruction = new float[input.images().count()];
            float[] kl = new float[reconstruction.length];
            Arrays.fill(reconstruction, (float) value);
            Arrays.fill(kl, 2f);
            return new ImageLosses(reconstruction, kl);
        }

        @Override
        public void close() {}
    }
}
