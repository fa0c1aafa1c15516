package dev.lattice.search;

import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.engine.Packing;
import dev.lattice.core.engine.TrainingEngine;
import dev.lattice.search.schedule.Lineage;
import dev.lattice.search.schedule.Packs;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * The threads of a run. Trainings of engines that train one at a time go to as many workers as the options have; those of engines that
 * pack go to as many packs side by side as the engine likes, a thread for each member.
 */
final class SweepWorkers implements AutoCloseable {

    private final Function<ExperimentSpec, TrainingEngine> engines;
    private final AtomicInteger started = new AtomicInteger();
    private final ExecutorService threads =
            Executors.newCachedThreadPool(task -> new Thread(task, "lattice-worker-" + started.incrementAndGet()));

    /** Creates workers over the engine of each experiment. */
    SweepWorkers(Function<ExperimentSpec, TrainingEngine> engines) {
        this.engines = engines;
    }

    /**
     * Trains lineages and returns when all are done or the sweep is stopped.
     *
     * @throws dev.lattice.search.store.StoreException if the study can no longer be written
     */
    void train(Sweep sweep, List<Lineage> lineages, SweepOptions options) {
        Map<TrainingEngine, List<Lineage>> packed = new LinkedHashMap<>();
        List<Lineage> alone = new ArrayList<>();
        for (Lineage lineage : lineages) {
            TrainingEngine engine = engines.apply(lineage.last().experiment());
            engine.packing()
                    .map(packing -> packed.computeIfAbsent(engine, e -> new ArrayList<>()))
                    .orElse(alone)
                    .add(lineage);
        }
        List<Future<?>> futures = new ArrayList<>();
        int count = Math.min(options.workers(), alone.size());
        TrainingQueue queue = new TrainingQueue(alone, count);
        for (int w = 1; w <= count; w++) {
            int worker = w;
            futures.add(threads.submit(() -> drain(sweep, worker, queue, options.retries())));
        }
        int first = count + 1;
        for (Map.Entry<TrainingEngine, List<Lineage>> entry : packed.entrySet()) {
            TrainingEngine engine = entry.getKey();
            Packing packing = engine.packing().orElseThrow();
            Queue<List<Lineage>> packs = new ConcurrentLinkedQueue<>(Packs.of(entry.getValue(), packing, sweep::task));
            for (int p = Math.min(packing.atOnce(), packs.size()); p > 0; p--) {
                PackTraining training = new PackTraining(sweep, engine, threads, first);
                futures.add(threads.submit(() -> drain(sweep, training, packs, options.retries())));
                first += Packing.MOST;
            }
        }
        join(futures, sweep);
    }

    /** Waits for all and throws what the first of them threw. */
    static void join(List<Future<?>> futures, Sweep sweep) {
        RuntimeException first = null;
        for (Future<?> future : futures) {
            RuntimeException failure = join(future, sweep);
            if (first == null) {
                first = failure;
            } else if (failure != null) {
                first.addSuppressed(failure);
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private static void drain(Sweep sweep, PackTraining training, Queue<List<Lineage>> packs, int retries) {
        try {
            for (List<Lineage> pack = packs.poll(); pack != null && !sweep.stopped(); pack = packs.poll()) {
                training.run(pack, retries);
            }
        } catch (RuntimeException | Error e) {
            sweep.abort();
            throw e;
        }
    }

    private void drain(Sweep sweep, int worker, TrainingQueue queue, int retries) {
        try {
            boolean more = true;
            while (more && !sweep.stopped()) {
                Lineage lineage = queue.take();
                if (lineage == null) {
                    return;
                }
                TrainingEngine engine = engines.apply(lineage.last().experiment());
                more = new LineageTraining(sweep, queue, worker, lineage, engine).run(retries);
            }
        } catch (RuntimeException | Error e) {
            // The others would go on for hours before anyone heard of it.
            sweep.abort();
            throw e;
        }
    }

    private static RuntimeException join(Future<?> future, Sweep sweep) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    future.get();
                    return null;
                } catch (InterruptedException e) {
                    interrupted = true;
                    sweep.requestStop();
                } catch (ExecutionException e) {
                    return e.getCause() instanceof RuntimeException cause
                            ? cause
                            : new IllegalStateException("a worker ended: " + e.getCause(), e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Lets the threads end. */
    @Override
    public void close() {
        threads.shutdown();
    }
}
