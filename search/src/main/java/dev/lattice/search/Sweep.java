package dev.lattice.search;

import dev.lattice.core.data.DataSplit;
import dev.lattice.core.engine.Inference;
import dev.lattice.core.engine.TrainedModel;
import dev.lattice.core.engine.TrainingEngine;
import dev.lattice.core.engine.TrainingStoppedException;
import dev.lattice.core.engine.TrainingTask;
import dev.lattice.core.model.Network;
import dev.lattice.core.trial.TrialRecord;
import dev.lattice.core.trial.TrialState;
import dev.lattice.search.schedule.BestCells;
import dev.lattice.search.schedule.Comparison;
import dev.lattice.search.schedule.Lineage;
import dev.lattice.search.schedule.Splits;
import dev.lattice.search.schedule.TrialId;
import dev.lattice.search.store.StoreException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** The state of one run, shared by its workers: every event is recorded, counted and told here, one at a time. */
final class Sweep {

    private static final Logger LOGGER = LogManager.getLogger(Sweep.class);

    private final Study study;
    private final String objective;
    private final int total;
    private final Splits splits;
    private final SweepOptions options;
    private final KeptModels models;
    private final KeptLosses losses;
    private final SweepListener listener;
    private final StopSignal stop;
    private final DiskWait disk;
    private final RunLimits limits;
    private final SweepCells cells = new SweepCells();
    private final Map<Integer, WorkerStatus> busy = new TreeMap<>();
    private final WorkClock clock;
    private int reused;
    private int trainingsDone;
    private int trainingsTotal;
    private int trainingsStarted;
    private boolean started;

    Sweep(
            Study study,
            String objective,
            int total,
            Splits splits,
            SweepOptions options,
            ModelKeeper keeper,
            SweepListener listener,
            StopSignal stop) {
        this.study = study;
        this.objective = objective;
        this.total = total;
        this.splits = splits;
        this.options = options;
        this.listener = listener;
        this.stop = stop;
        clock = new WorkClock(cell -> splits.work(cell.experiment()));
        limits = new RunLimits(options.limits(), stop);
        disk = new DiskWait(study.folder(), limits::stoppedWaiting, line -> warn(line, null));
        BestCells best = new BestCells(objective);
        study.store().trials().stream()
                .filter(t -> t.state() == TrialState.COMPLETE)
                .forEach(best::add);
        models = new KeptModels(study.models(), keeper, options.keepModels(), best);
        losses = new KeptLosses(study.losses(), objective, study.store().trials(), KeptLosses.MOST_BYTES);
    }

    /** Takes cells into this run and returns the trainings that they owe. */
    synchronized List<Lineage> plan(List<TrialRecord> asked) {
        List<TrialRecord> owed = new ArrayList<>();
        for (TrialRecord cell : asked) {
            cells.put(cell);
            if (cell.state() == TrialState.COMPLETE) {
                reused++;
            } else if (!cell.diverged()) {
                owed.add(cell);
            }
        }
        List<Lineage> lineages = Lineage.group(owed, this::lineage, clock::work);
        lineages.forEach(lineage -> clock.owe(lineage.last()));
        trainingsTotal += lineages.size();
        if (!started) {
            started = true;
            tell(l -> l.started(progress()));
        }
        return lineages;
    }

    /** Returns whether workers should end. */
    boolean stopped() {
        return limits.stopped();
    }

    /** Returns where a training's checkpoints are. */
    LineageCheckpoints checkpoints(Lineage lineage, TrainingEngine engine) {
        return new LineageCheckpoints(
                study.checkpoints(), lineage(lineage.last()), engine.name(), options.checkpointEvery());
    }

    /** Tells that a worker ended because memory was short. */
    void workerGaveUp(int left) {
        warn("out of memory: going on with " + left + (left == 1 ? " worker" : " workers"), null);
    }

    /** Ends the other workers because one of them cannot go on. */
    void abort() {
        limits.abort();
    }

    /** Asks for a stop as the user would. */
    void requestStop() {
        stop.stop();
    }

    TrainingTask task(Lineage lineage) {
        DataSplit split = splits.of(lineage.last().experiment());
        return TrainingTask.of(lineage.last().experiment(), split);
    }

    synchronized void trainingStarted(List<TrialRecord> running, WorkerStatus status) {
        trainingsStarted++;
        running.forEach(this::record);
        progressed(status);
    }

    synchronized void progressed(WorkerStatus status) {
        busy.put(status.worker(), status);
        tell(l -> l.progressed(progress()));
    }

    /**
     * Records a complete cell and keeps its losses, and its model if it is one of the best.
     *
     * @throws TrainingStoppedException if the run completes no more cells; this one stays owed
     */
    void completed(
            TrialRecord trial, Network network, Supplier<TrainedModel> model, Optional<Inference.Measures> measures) {
        limits.claim();
        boolean recorded = false;
        try {
            save(trial, "model", () -> models.save(model, trial));
            save(trial, "loss of each image", () -> losses.save(trial, network, measures));
            // Not in the lock: what several workers record at once shares one wait for the disk.
            update(trial);
            recorded = true;
        } finally {
            if (!recorded) {
                limits.unclaim();
            }
        }
        synchronized (this) {
            cells.put(trial);
            try {
                models.ranked(trial);
            } catch (IOException e) {
                warn("a model that is no longer among the best could not be removed: " + e.getMessage(), e);
            }
            tell(l -> l.completed(trial, progress()));
        }
    }

    /** Returns whether a cell is recorded as complete. */
    boolean complete(TrialRecord cell) {
        return study.store().find(cell.id()).map(TrialRecord::state).orElseThrow() == TrialState.COMPLETE;
    }

    // The numbers are worth more than what else is kept of a cell: they are recorded all the same.
    private void save(TrialRecord trial, String what, DiskWait.Write write) {
        String name = "the " + what + " of cell " + trial.number();
        try {
            disk.write(write);
        } catch (TrainingStoppedException e) {
            warn(name + " was not saved: the disk is full", e);
        } catch (IOException | RuntimeException e) {
            warn(name + " could not be saved: " + e.getMessage(), e);
        }
    }

    synchronized void failed(TrialRecord trial, boolean again) {
        record(trial);
        tell(l -> l.failed(trial, again, progress()));
    }

    synchronized void requeued(TrialRecord trial) {
        record(trial);
    }

    /** Takes a training off the list, done or not. */
    synchronized void trainingEnded(int worker, Lineage lineage, boolean done) {
        WorkerStatus last = busy.remove(worker);
        if (done) {
            trainingsDone++;
            clock.done(lineage.last(), last == null ? 0 : last.resumedShare());
        }
    }

    synchronized SweepOutcome ended(boolean finished) {
        if (finished) {
            LineageCheckpoints.clear(study.checkpoints());
        }
        int complete = cells.count(TrialState.COMPLETE);
        int diverged = cells.diverged();
        int failed = cells.count(TrialState.FAILED) - diverged;
        int owed = finished ? 0 : total - complete - diverged - failed;
        SweepOutcome outcome = new SweepOutcome(
                complete, reused, failed, diverged, owed, trainingsStarted, limits.seconds(), end(owed));
        tell(l -> l.ended(outcome));
        return outcome;
    }

    private SweepOutcome.End end(int owed) {
        if (stop.stopped()) {
            return SweepOutcome.End.STOPPED;
        }
        return limits.reached() && owed > 0 ? SweepOutcome.End.LIMIT : SweepOutcome.End.FINISHED;
    }

    /** Waits while the disk is full. */
    private void update(TrialRecord trial) {
        try {
            disk.write(() -> study.store().update(trial));
        } catch (IOException e) {
            throw new StoreException(StoreException.Code.IO, "cannot record cell " + trial.number(), e);
        }
    }

    private void record(TrialRecord trial) {
        try {
            update(trial);
        } catch (TrainingStoppedException e) {
            LOGGER.warn("cell {} stays as it is on the full disk, which is owed", trial.number());
            return;
        }
        cells.put(trial);
    }

    private SweepProgress progress() {
        List<SweepProgress.Best> best = models.best().stream()
                .map(t -> new SweepProgress.Best(
                        t, Comparison.number(t, objective).orElseThrow()))
                .toList();
        return new SweepProgress(
                cells.count(TrialState.COMPLETE),
                cells.count(TrialState.FAILED),
                total,
                trainingsDone,
                trainingsTotal,
                best,
                List.copyOf(busy.values()),
                Duration.ofNanos((long) (1e9 * limits.seconds())),
                clock.left(busy.values(), limits.seconds()));
    }

    private String lineage(TrialRecord cell) {
        return options.share()
                ? TrialId.lineage(
                        cell.experiment(),
                        splits.dataset(cell.experiment().dataset()).checksum())
                : cell.id();
    }

    private void warn(String message, Exception cause) {
        LOGGER.warn(message, cause);
        synchronized (this) {
            tell(l -> l.warned(message));
        }
    }

    // A console that fails must not cost a training; it is told to the log.
    private void tell(Consumer<SweepListener> event) {
        try {
            event.accept(listener);
        } catch (RuntimeException e) {
            LOGGER.warn("a sweep listener failed", e);
        }
    }
}
