package dev.lattice.core.engine;

import dev.lattice.core.evaluate.Evaluator;
import dev.lattice.core.trial.EpochRecord;
import dev.lattice.core.trial.LossTerms;
import dev.lattice.core.trial.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/** Runs a training epoch by epoch: the same loop for every engine. */
public final class Trainer {

    private final TrainingEngine engine;

    /** Creates a trainer over an engine. */
    public Trainer(TrainingEngine engine) {
        this.engine = engine;
    }

    /**
     * Trains to the largest of the requested numbers of epochs and reports each of them on the way. A result read off at
     * epoch n equals that of a training of n epochs, bit for bit, because nothing depends on the total.
     *
     * @param epochs requested numbers of epochs, not empty
     * @throws TrainingDivergedException if the loss is no longer a number; what was reached before stays reported
     */
    public void train(TrainingTask task, SortedSet<Integer> epochs, TrainingListener listener) {
        train(task, epochs, listener, Checkpoints.NONE);
    }

    /**
     * Trains as {@link #train(TrainingTask, SortedSet, TrainingListener)} does, from a checkpoint on if there is one: every
     * number is that of a training which was never interrupted, bit for bit. A checkpoint beyond the smallest requested
     * number of epochs is of no use and is passed over.
     */
    public void train(
            TrainingTask task, SortedSet<Integer> epochs, TrainingListener listener, Checkpoints checkpoints) {
        try (TrainingSession session = engine.open(task)) {
            List<EpochRecord> curve = new ArrayList<>();
            checkpoints
                    .latest()
                    .filter(checkpoint -> checkpoint.epoch() <= epochs.first())
                    .ifPresent(checkpoint -> {
                        session.restore(checkpoint.state());
                        curve.addAll(checkpoint.curve());
                        listener.resumed(checkpoint.curve());
                        // The process may have ended between the checkpoint and a cell that was added later.
                        if (epochs.contains(checkpoint.epoch())) {
                            report(
                                    session,
                                    task,
                                    checkpoint.epoch(),
                                    curve,
                                    validate(session, task, true).flatMap(Validation::measures),
                                    listener);
                        }
                    });
            for (int epoch = curve.size() + 1; epoch <= epochs.last(); epoch++) {
                long begin = System.nanoTime();
                LossTerms train = session.trainEpoch(epoch, listener::stepped);
                double seconds = (System.nanoTime() - begin) / 1e9;
                boolean requested = epochs.contains(epoch);
                Optional<Validation> validation = validate(session, task, requested);
                double klWeight = task.network().variant().klWeight(epoch);
                Optional<LossTerms> terms = validation.map(v -> v.losses().mean(klWeight));
                EpochRecord record = new EpochRecord(epoch, train, terms, seconds);
                curve.add(record);
                listener.epochEnded(record, session);
                if (requested) {
                    report(session, task, epoch, curve, validation.flatMap(Validation::measures), listener);
                }
                if (epoch < epochs.last()) {
                    checkpoints.epochEnded(() -> new TrainingCheckpoint(session.state(), curve));
                }
            }
        }
    }

    /**
     * What is known of the held-out images after an epoch.
     *
     * @param measures for the metrics, at a requested epoch only
     */
    private record Validation(Inference.ImageLosses losses, Optional<Inference.Measures> measures) {}

    private static Optional<Validation> validate(TrainingSession session, TrainingTask task, boolean measured) {
        if (task.data().validation().count() == 0) {
            return Optional.empty();
        }
        Inference.Input input = validationInput(task);
        if (!measured) {
            return Optional.of(new Validation(session.evaluate(input), Optional.empty()));
        }
        Inference.Measures measures = session.measure(input);
        return Optional.of(new Validation(measures.losses(), Optional.of(measures)));
    }

    private static void report(
            TrainingSession session,
            TrainingTask task,
            int epoch,
            List<EpochRecord> curve,
            Optional<Inference.Measures> measures,
            TrainingListener listener) {
        List<Metric> metrics = measures.map(
                        m -> new Evaluator(session, task.spec()).metrics(validationInput(task), "validation", m))
                .orElse(List.of());
        measures.ifPresent(m -> listener.measured(epoch, m));
        listener.reached(epoch, () -> model(session, task, epoch), List.copyOf(curve), metrics);
    }

    private static TrainedModel model(TrainingSession session, TrainingTask task, int epoch) {
        return new TrainedModel(
                task.spec().withEpochs(epoch),
                task.network(),
                task.data().train().height(),
                task.data().train().width(),
                session.parameters());
    }

    private static Inference.Input validationInput(TrainingTask task) {
        return new Inference.Input(task.data().validation(), task.data().binarization(), task.seeds());
    }
}
