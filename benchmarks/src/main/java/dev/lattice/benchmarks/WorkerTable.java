package dev.lattice.benchmarks;

import dev.lattice.core.engine.fused.FusedEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Prints the images per second of one worker and of two, in turns: how much of a second core a second training gets.
 *
 * <p>Arguments: {@code ROUNDS SECONDS}.
 */
public final class WorkerTable {

    private static final int WARM_UP_STEPS = 2000;

    private WorkerTable() {}

    /** Runs the comparison. */
    public static void main(String[] args) {
        int rounds = Integer.parseInt(args[0]);
        double seconds = Double.parseDouble(args[1]);
        Images images = new Images();
        System.out.println("| batch, hidden, latent | one worker images/s | two workers images/s | ratio |");
        System.out.println("| --- | --- | --- | --- |");
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (Shape shape : Shape.PUBLISHED) {
                try (TimedSteps first = new TimedSteps(new FusedEngine(), images, shape);
                        TimedSteps second = new TimedSteps(new FusedEngine(), images, shape)) {
                    first.warmUp(WARM_UP_STEPS);
                    Rounds measured = new Rounds(List.of(
                            () -> rate(threads, List.of(first), seconds),
                            () -> rate(threads, List.of(first, second), seconds)));
                    measured.run(rounds);
                    System.out.printf(
                            Locale.ROOT,
                            "| %s | %,.0f | %,.0f | %.2f |%n",
                            shape,
                            measured.median(0),
                            measured.median(1),
                            measured.ratio(1, 0));
                }
            }
        } finally {
            threads.shutdown();
        }
    }

    /** Returns the images per second of workers that run at the same time. */
    private static double rate(ExecutorService threads, List<TimedSteps> workers, double seconds) {
        List<Future<Double>> times = new ArrayList<>();
        for (TimedSteps worker : workers) {
            times.add(threads.submit(() -> worker.batch() / worker.run(seconds) * 1e3));
        }
        double sum = 0;
        for (Future<Double> time : times) {
            try {
                sum += time.get();
            } catch (InterruptedException | ExecutionException e) {
                throw new IllegalStateException("a worker failed", e);
            }
        }
        return sum;
    }
}
