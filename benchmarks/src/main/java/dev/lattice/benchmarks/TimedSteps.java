package dev.lattice.benchmarks;

import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.config.Precision;
import dev.lattice.core.engine.TrainingEngine;
import dev.lattice.core.engine.TrainingSession;
import java.util.Arrays;

/** The engine itself, step by step: what a sweep's worker does, timed from inside the epoch. */
public final class TimedSteps implements AutoCloseable {

    private static final long WARM_UP_NANOS = 45_000_000_000L;

    private final TrainingSession session;
    private final int batch;
    private int epoch;

    /** Opens a training of {@code shape} in f32. */
    public TimedSteps(TrainingEngine engine, Images images, Shape shape) {
        this(engine, images, shape, Precision.F32);
    }

    /** Opens a training of {@code shape} in a precision. */
    public TimedSteps(TrainingEngine engine, Images images, Shape shape, Precision precision) {
        this(engine, images, shape.experiment(precision));
    }

    /** Opens the training of an experiment. */
    TimedSteps(TrainingEngine engine, Images images, ExperimentSpec experiment) {
        batch = experiment.training().batchSize();
        session = engine.open(images.task(experiment));
    }

    /** Trains for at least {@code steps} steps, or, where they take long, for so long that no kernel is left to compile. */
    public void warmUp(int steps) {
        long end = System.nanoTime() + WARM_UP_NANOS;
        for (int done = 0; done < steps && System.nanoTime() < end; ) {
            int[] last = new int[1];
            session.trainEpoch(++epoch, (e, step, of) -> last[0] = step);
            done += last[0];
        }
    }

    /** Trains for about {@code seconds} and returns the median time of a step, in ms. */
    public double run(double seconds) {
        Clock clock = new Clock(System.nanoTime() + (long) (seconds * 1e9));
        while (clock.last < clock.end) {
            epoch++;
            clock.last = System.nanoTime();
            try {
                session.trainEpoch(epoch, clock::stepped);
            } catch (Enough e) {
                break;
            }
        }
        return clock.median();
    }

    /** Returns the images of a step. */
    public int batch() {
        return batch;
    }

    @Override
    public void close() {
        session.close();
    }

    /** Times of steps until an end. */
    private static final class Clock {
        private final long end;
        private long[] times = new long[4096];
        private int count;
        private long last;

        private Clock(long end) {
            this.end = end;
        }

        private void stepped(int epoch, int step, int steps) {
            long now = System.nanoTime();
            // The first step of an epoch shuffles, and the last one is smaller.
            if (step > 1 && step < steps) {
                if (count == times.length) {
                    times = Arrays.copyOf(times, 2 * count);
                }
                times[count++] = now - last;
            }
            last = now;
            if (now > end && count > 0) {
                throw new Enough();
            }
        }

        private double median() {
            long[] sorted = Arrays.copyOf(times, count);
            Arrays.sort(sorted);
            return sorted[count / 2] / 1e6;
        }
    }

    /** Leaves an epoch before its end. */
    private static final class Enough extends RuntimeException {
        private static final long serialVersionUID = 1;

        private Enough() {
            super("enough steps", null, false, false);
        }
    }
}
