package dev.lattice.search;

import dev.lattice.core.engine.Inference;
import dev.lattice.core.engine.ShortMemory;
import dev.lattice.core.engine.TrainedModel;
import dev.lattice.core.engine.Trainer;
import dev.lattice.core.engine.TrainingDivergedException;
import dev.lattice.core.engine.TrainingEngine;
import dev.lattice.core.engine.TrainingListener;
import dev.lattice.core.engine.TrainingStoppedException;
import dev.lattice.core.engine.TrainingTask;
import dev.lattice.core.model.Network;
import dev.lattice.core.trial.EpochRecord;
import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.TrialFailure;
import dev.lattice.core.trial.TrialRecord;
import dev.lattice.core.trial.TrialRun;
import dev.lattice.core.trial.TrialState;
import dev.lattice.search.schedule.Lineage;
import dev.lattice.search.store.StoreException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.ThreadContext;

/** One training on one worker: reads off its lineage's cells, or says why it could not. */
final class LineageTraining implements TrainingListener {

    private static final Logger LOGGER = LogManager.getLogger(LineageTraining.class);

    /** Consoles need no more than ten lines a second. */
    private static final long QUIET_NANOS = 100_000_000;

    private final Sweep sweep;
    private final TrainingQueue queue;
    private final int worker;
    private final Lineage lineage;
    private final TrainingEngine engine;
    private final Map<Integer, TrialRecord> owed = new TreeMap<>();
    private final List<EpochRecord> curve = new ArrayList<>();
    private final LineageCheckpoints checkpoints;
    private Network network;
    private int steps;
    private Instant started;
    private long begin;
    private int resumed;
    private double secondsBefore;
    private long lastTold;
    private int epoch = 1;
    private int step;
    private double loss = Double.NaN;
    private boolean yielded;
    private Optional<Inference.Measures> measures = Optional.empty();

    LineageTraining(Sweep sweep, TrainingQueue queue, int worker, Lineage lineage, TrainingEngine engine) {
        this.queue = queue;
        this.sweep = sweep;
        this.worker = worker;
        this.lineage = lineage;
        this.engine = engine;
        checkpoints = sweep.checkpoints(lineage, engine);
        lineage.cells().forEach(cell -> owed.put(Lineage.epochs(cell), cell));
    }

    /**
     * Trains, and again after an error as often as allowed.
     *
     * @return false if this worker ran out of memory and ends: another one is to take the training up
     * @throws StoreException if the study can no longer be written
     */
    boolean run(int retries) {
        ThreadContext.put("trial", Integer.toString(lineage.last().number()));
        boolean done = false;
        try {
            for (int attempt = 0; !owed.isEmpty() && attempt <= retries && !sweep.stopped() && !yielded; attempt++) {
                attempt(attempt < retries);
            }
            done = owed.isEmpty() || !sweep.stopped() && !yielded;
            if (done) {
                checkpoints.remove();
            }
        } finally {
            sweep.trainingEnded(worker, lineage, done);
            ThreadContext.remove("trial");
        }
        return !yielded;
    }

    private void attempt(boolean again) {
        reset();
        try {
            TrainingTask task = sweep.task(lineage);
            network = task.network();
            steps = task.stepsPerEpoch();
            List<TrialRecord> running =
                    owed.values().stream().map(this::running).toList();
            running.forEach(trial -> owed.put(Lineage.epochs(trial), trial));
            sweep.trainingStarted(running, status());
            new Trainer(engine).train(task, new TreeSet<>(owed.keySet()), this, checkpoints);
        } catch (TrainingStoppedException e) {
            checkpoints.flush();
            owed.values().forEach(trial -> sweep.requeued(trial.queued()));
        } catch (TrainingDivergedException e) {
            fail(new TrialFailure(TrialFailure.Cause.DIVERGED, e.getMessage(), e.epoch(), e.step()), false);
            owed.clear();
        } catch (StoreException e) {
            throw e;
        } catch (RuntimeException | OutOfMemoryError | LinkageError | StackOverflowError e) {
            // What was recorded before it failed stays recorded.
            owed.values().removeIf(sweep::complete);
            if (ShortMemory.causes(e)) {
                shortMemory(e, again);
            } else {
                LOGGER.error("training of cell {} failed", lineage.last().number(), e);
                fail(error(e), again);
            }
        }
    }

    /** Leaves the training to the other workers, one fewer, or fails if this is the last. */
    private void shortMemory(Throwable e, boolean again) {
        LOGGER.error("training of cell {} ran out of memory", lineage.last().number(), e);
        checkpoints.flush();
        if (owed.isEmpty()) {
            return;
        }
        // Recorded first: whoever takes it up may be done with it in no time.
        owed.values().forEach(trial -> sweep.requeued(trial.queued()));
        int left = queue.giveBack(
                new Lineage(owed.values().stream().map(TrialRecord::queued).toList()));
        yielded = left > 0;
        if (yielded) {
            sweep.workerGaveUp(left);
        } else {
            fail(error(e), again);
        }
    }

    private TrialFailure error(Throwable e) {
        return new TrialFailure(TrialFailure.Cause.ERROR, line(e), curve.isEmpty() && step == 0 ? 0 : epoch, step);
    }

    private void reset() {
        curve.clear();
        started = Instant.now();
        begin = System.nanoTime();
        resumed = 0;
        secondsBefore = 0;
        epoch = 1;
        step = 0;
        loss = Double.NaN;
    }

    @Override
    public void resumed(List<EpochRecord> done) {
        curve.addAll(done);
        resumed = done.size();
        // Without the validations, whose time nobody wrote down.
        secondsBefore = done.stream().mapToDouble(EpochRecord::seconds).sum();
        epoch = done.size() + 1;
        loss = done.isEmpty() ? Double.NaN : done.get(done.size() - 1).train().objective();
        LOGGER.info("cell {} goes on after epoch {}", lineage.last().number(), done.size());
        sweep.progressed(status());
    }

    @Override
    public void stepped(int epochNow, int stepNow, int stepsNow) {
        epoch = epochNow;
        step = stepNow;
        if (sweep.stopped()) {
            throw new TrainingStoppedException();
        }
        long now = System.nanoTime();
        if (now - lastTold >= QUIET_NANOS) {
            lastTold = now;
            sweep.progressed(status());
        }
    }

    @Override
    public void epochEnded(EpochRecord record, Inference current) {
        curve.add(record);
        loss = record.train().objective();
    }

    @Override
    public void measured(int epochs, Inference.Measures ofValidation) {
        measures = Optional.of(ofValidation);
    }

    @Override
    public void reached(
            int epochs, Supplier<TrainedModel> model, List<EpochRecord> reachedCurve, List<Metric> metrics) {
        TrialRecord cell = owed.get(epochs);
        if (cell == null) {
            return;
        }
        Optional<Metric> bad =
                metrics.stream().filter(m -> !Double.isFinite(m.value())).findFirst();
        if (bad.isPresent()) {
            // Training goes on: what follows may be finite again, and is the same whatever else is read off.
            String message =
                    "validation " + bad.get().name() + " is " + bad.get().value() + " after epoch " + epochs;
            owed.remove(epochs);
            fail(cell, new TrialFailure(TrialFailure.Cause.DIVERGED, message, epochs, steps), false);
            return;
        }
        TrialRecord complete = cell.complete(reachedCurve, metrics, run(cell));
        sweep.completed(complete, network, model, measures);
        measures = Optional.empty();
        owed.remove(epochs);
    }

    private void fail(TrialFailure failure, boolean again) {
        List.copyOf(owed.values()).forEach(cell -> fail(cell, failure, again));
    }

    private void fail(TrialRecord cell, TrialFailure failure, boolean again) {
        TrialRecord failed = cell.failed(curve, run(cell), failure);
        owed.replace(Lineage.epochs(cell), failed);
        sweep.failed(failed, again);
    }

    private TrialRecord running(TrialRecord cell) {
        TrialRun run = new TrialRun(
                engine.name(), attempt(cell), started, 0, lineage.last().number(), parameters());
        return cell.running(run);
    }

    // Only a failure makes another attempt: a training that was killed, and still counts as running, goes on with its
    // own.
    private static int attempt(TrialRecord cell) {
        int before = cell.run().map(TrialRun::attempts).orElse(0);
        return cell.state() == TrialState.FAILED ? before + 1 : Math.max(1, before);
    }

    private TrialRun run(TrialRecord cell) {
        return new TrialRun(
                engine.name(),
                cell.run().map(TrialRun::attempts).orElse(1),
                started,
                secondsBefore + (System.nanoTime() - begin) / 1e9,
                lineage.last().number(),
                parameters());
    }

    private int parameters() {
        return network == null ? 0 : network.parameterCount();
    }

    private WorkerStatus status() {
        return new WorkerStatus(
                worker,
                lineage.last().number(),
                lineage.cells().size(),
                epoch,
                Lineage.epochs(lineage.last()),
                step,
                steps,
                loss,
                resumed);
    }

    private static String line(Throwable e) {
        String text =
                e.getMessage() == null ? "" : e.getMessage().lines().findFirst().orElse("");
        if (ShortMemory.causes(e)) {
            return "out of memory (" + text + "); fewer workers or a smaller network may help";
        }
        return text.isBlank() ? e.getClass().getSimpleName() : e.getClass().getSimpleName() + ": " + text;
    }
}
