package dev.lattice.search;

import dev.lattice.core.engine.OpenedEngine;
import dev.lattice.core.engine.ShortMemory;
import dev.lattice.core.engine.TrainingEngine;
import dev.lattice.core.engine.TrainingSession;
import dev.lattice.core.engine.TrainingTask;
import dev.lattice.search.schedule.Lineage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Trains lineages as a pack: each on a thread of its own, as any training is, with checkpoints, results and an end of its own; only
 * their steps are taken together.
 */
final class PackTraining {

    private static final Logger LOGGER = LogManager.getLogger(PackTraining.class);

    private final Sweep sweep;
    private final TrainingEngine engine;
    private final ExecutorService threads;
    private final int worker;

    /**
     * Creates the training.
     *
     * @param engine packs
     * @param threads as many as are asked for
     * @param worker number of the first member's
     */
    PackTraining(Sweep sweep, TrainingEngine engine, ExecutorService threads, int worker) {
        this.sweep = sweep;
        this.engine = engine;
        this.threads = threads;
        this.worker = worker;
    }

    /**
     * Trains, in halves where all at once take too much memory; one that is too large by itself fails as any training does.
     *
     * @throws dev.lattice.search.store.StoreException if the study can no longer be written
     */
    void run(List<Lineage> lineages, int retries) {
        if (sweep.stopped()) {
            return;
        }
        if (lineages.size() == 1) {
            // Opened where a failure costs its own cells and not the sweep.
            train(lineages.get(0), worker, engine, retries);
            return;
        }
        Optional<List<TrainingSession>> sessions = open(lineages);
        if (sessions.isEmpty()) {
            int half = lineages.size() / 2;
            run(lineages.subList(0, half), retries);
            run(lineages.subList(half, lineages.size()), retries);
            return;
        }
        List<Future<?>> members = new ArrayList<>();
        for (int m = 0; m < lineages.size(); m++) {
            Lineage lineage = lineages.get(m);
            TrainingSession session = sessions.get().get(m);
            int number = worker + m;
            members.add(threads.submit(() -> train(lineage, session, number, retries)));
        }
        SweepWorkers.join(members, sweep);
    }

    private Optional<List<TrainingSession>> open(List<Lineage> lineages) {
        try {
            List<TrainingTask> tasks = lineages.stream().map(sweep::task).toList();
            return Optional.of(engine.packing().orElseThrow().open(tasks));
        } catch (RuntimeException | OutOfMemoryError e) {
            if (!ShortMemory.causes(e)) {
                throw e;
            }
            LOGGER.warn("a pack of {} trainings takes too much memory: {}", lineages.size(), e.toString());
            return Optional.empty();
        }
    }

    private void train(Lineage lineage, TrainingSession session, int number, int retries) {
        // Whatever becomes of this one, the others must not wait for it.
        try (session) {
            train(lineage, number, new OpenedEngine(engine, session), retries);
        } catch (RuntimeException | Error e) {
            sweep.abort();
            throw e;
        }
    }

    private void train(Lineage lineage, int number, TrainingEngine opening, int retries) {
        TrainingQueue nobodyElse = new TrainingQueue(List.of(), 1);
        new LineageTraining(sweep, nobodyElse, number, lineage, opening).run(retries);
    }
}
