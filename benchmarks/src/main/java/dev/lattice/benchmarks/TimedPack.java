package dev.lattice.benchmarks;

import dev.lattice.core.config.Precision;
import dev.lattice.core.data.DataSplit;
import dev.lattice.core.engine.TrainingEngine;
import dev.lattice.core.engine.TrainingSession;
import dev.lattice.core.engine.TrainingTask;
import dev.lattice.core.engine.pack.PackDevice;
import dev.lattice.core.engine.pack.PackProgram;
import dev.lattice.core.engine.pack.PackRun;
import dev.lattice.core.engine.pack.Segment;
import dev.lattice.core.trial.LossTerms;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Trainings taken together and timed. */
final class TimedPack {

    private static final int REPEATS = 20;

    private final TrainingEngine engine;
    private final List<TrainingTask> tasks;

    TimedPack(TrainingEngine engine, List<TrainingTask> tasks) {
        this.engine = engine;
        this.tasks = tasks;
    }

    /** Returns the mean losses of the first epoch. */
    List<LossTerms> losses() {
        return all(session -> session.trainEpoch(1, (epoch, step, steps) -> {}));
    }

    /** Returns the images that all members together train on in a second, after an epoch to warm up. */
    double imagesPerSecond(int epochs) {
        List<long[]> times = all(session -> {
            session.trainEpoch(1, (epoch, step, steps) -> {});
            long begin = System.nanoTime();
            for (int e = 2; e <= epochs + 1; e++) {
                session.trainEpoch(e, (epoch, step, steps) -> {});
            }
            return new long[] {begin, System.nanoTime()};
        });
        long begin = times.stream().mapToLong(t -> t[0]).min().orElseThrow();
        long end = times.stream().mapToLong(t -> t[1]).max().orElseThrow();
        double images =
                (double) tasks.size() * epochs * tasks.get(0).data().train().count();
        return images / ((end - begin) / 1e9);
    }

    private interface Work<T> {
        T of(TrainingSession session);
    }

    private <T> List<T> all(Work<T> work) {
        List<TrainingSession> sessions = engine.packing()
                .map(packing -> packing.open(tasks))
                .orElseGet(() -> tasks.stream().map(engine::open).toList());
        ExecutorService threads = Executors.newFixedThreadPool(sessions.size());
        try {
            List<Callable<T>> calls = new ArrayList<>();
            for (TrainingSession session : sessions) {
                calls.add(() -> {
                    try (session) {
                        return work.of(session);
                    }
                });
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : threads.invokeAll(calls)) {
                results.add(future.get());
            }
            return results;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            threads.shutdown();
        }
    }

    /** Returns the operations a second of products of square matrices of {@code n} rows. */
    static double matrixRate(PackDevice.Maker devices, DataSplit data, Precision precision, int n) {
        long floats = (long) n * n;
        PackDevice.Size size = new PackDevice.Size(3 * floats, 1, REPEATS, precision, data.train(), data.validation());
        try (PackDevice device = devices.make(size)) {
            Segment product = new Segment.Product(0, n, n, n, 0, false, floats, false, 2 * floats);
            PackDevice.Prepared program =
                    device.prepare(new PackProgram(List.of(List.of(product)), PackProgram.Data.TRAIN));
            double best = 0;
            for (int round = 0; round < 3; round++) {
                device.begin(nothing());
                long begin = System.nanoTime();
                for (int i = 0; i < REPEATS; i++) {
                    device.step(program);
                }
                device.totals();
                best = Math.max(best, 2.0 * n * n * n * REPEATS / ((System.nanoTime() - begin) / 1e9));
            }
            return best;
        }
    }

    private static PackRun nothing() {
        boolean[] active = {true};
        return new PackRun(
                0,
                REPEATS,
                active,
                new int[0][],
                new int[1],
                new long[1],
                new long[1],
                new double[0],
                new float[0],
                new float[0]);
    }
}
