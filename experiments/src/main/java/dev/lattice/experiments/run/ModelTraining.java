package dev.lattice.experiments.run;

import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.config.SpecBinder;
import dev.lattice.core.data.DataSplit;
import dev.lattice.core.data.Dataset;
import dev.lattice.core.data.ImageSet;
import dev.lattice.core.engine.Checkpoints;
import dev.lattice.core.engine.Inference;
import dev.lattice.core.engine.TrainedModel;
import dev.lattice.core.engine.Trainer;
import dev.lattice.core.engine.TrainingDivergedException;
import dev.lattice.core.engine.TrainingEngine;
import dev.lattice.core.engine.TrainingListener;
import dev.lattice.core.engine.TrainingStoppedException;
import dev.lattice.core.engine.TrainingTask;
import dev.lattice.core.evaluate.Evaluator;
import dev.lattice.core.modelfile.ModelFolder;
import dev.lattice.core.modelfile.SavedModel;
import dev.lattice.core.trial.EpochRecord;
import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.Provenance;
import dev.lattice.core.trial.StudyInfo;
import dev.lattice.core.trial.TrialRecord;
import dev.lattice.core.trial.TrialRun;
import dev.lattice.experiments.logging.StudyLog;
import dev.lattice.experiments.spec.YamlText;
import dev.lattice.report.ModelGallery;
import dev.lattice.report.RankedStudy;
import dev.lattice.report.ReportOptions;
import dev.lattice.report.StudyReport;
import dev.lattice.report.figure.Filmstrip;
import dev.lattice.report.file.WholeFile;
import dev.lattice.report.rank.LossSource;
import dev.lattice.report.table.CurvesCsv;
import dev.lattice.search.LineageCheckpoints;
import dev.lattice.search.SweepOptions;
import dev.lattice.search.schedule.TrialId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.logging.log4j.Level;

/** Trains one experiment and writes all that belongs to it into one folder. */
public final class ModelTraining {

    private final ExperimentSpec spec;
    private final TrainingEngine engine;
    private final Dataset dataset;
    private final DataSplit split;
    private final TrainingTask task;
    private final Clock clock;

    /**
     * Reads the data and chooses the engine; nothing is written.
     *
     * @throws dev.lattice.core.config.ConfigException if no engine can train it, no network can be made of it, or the data
     *     has too few images
     */
    public ModelTraining(ExperimentSpec spec, Engines engines, LoadedData data, Clock clock) {
        this.spec = spec;
        this.engine = engines.engine(spec);
        this.dataset = data.dataset(spec.dataset());
        this.split = data.split(spec);
        this.task = TrainingTask.of(spec, split);
        this.clock = clock;
    }

    /** What came out: the model, what it was measured on, and the page that shows it. */
    public record Outcome(SavedModel saved, StudyInfo.View view, Path page) {}

    /** Returns the images that will be used. */
    public DataSplit split() {
        return split;
    }

    /** Returns the engine's name. */
    public String engine() {
        return engine.name();
    }

    /**
     * Trains, measures on the test images if the experiment asks for it, and writes model, resolved experiment, curves and a
     * page with figures. The model is written first: nothing that fails later loses it.
     *
     * <p>Goes on where an interrupted call for the same experiment stopped. Checkpoints lie beside the model until the training ends.
     *
     * @param folder of the training, such as {@code results/mnist-mlp}
     * @throws TrainingStoppedException if the listener stops it
     * @throws TrainingDivergedException if the loss is no longer a number
     */
    public Outcome run(Path folder, TrainingListener listener) {
        LineageCheckpoints checkpoints = new LineageCheckpoints(
                folder.resolve("checkpoints"),
                TrialId.lineage(spec, dataset.checksum()),
                engine.name(),
                SweepOptions.defaults().checkpointEvery());
        try {
            Outcome outcome = run(folder, listener, checkpoints);
            checkpoints.remove();
            return outcome;
        } catch (TrainingStoppedException e) {
            checkpoints.flush();
            throw e;
        } catch (TrainingDivergedException e) {
            // It would do so again.
            checkpoints.remove();
            throw e;
        }
    }

    private Outcome run(Path folder, TrainingListener listener, Checkpoints checkpoints) {
        Instant started = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Provenance provenance = Origin.provenance(engine, dataset.checksum(), clock);
        try (StudyLog log = StudyLog.open(folder.resolve("lattice.log"), Level.INFO)) {
            Reached reached = new Reached(filmed(folder, listener));
            new Trainer(engine)
                    .train(task, new TreeSet<>(List.of(spec.training().epochs())), reached, checkpoints);
            List<Metric> metrics = new ArrayList<>(reached.metrics);
            if (spec.evaluateTest()) {
                metrics.addAll(test(reached));
            }
            SavedModel saved = new SavedModel(
                    reached.model, split.train().classes(), engine.name(), reached.curve, metrics, provenance);
            ModelFolder.write(Results.model(folder), saved);
            StudyInfo.View view = view(saved, started, "lattice train " + folder.resolve("experiment.yaml"));
            WholeFile.write(
                    folder.resolve("experiment.yaml"), out -> out.append(YamlText.write(SpecBinder.tree(spec))));
            WholeFile.write(folder.resolve("curves.csv"), out -> CurvesCsv.write(view, out));
            RankedStudy ranked = RankedStudy.of(view, "", LossSource.none());
            Path page = StudyReport.write(
                            ranked, new OneModel(saved, folder), Results.report(folder), ReportOptions.defaults())
                    .get(0);
            return new Outcome(saved, view, page);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + folder + ": " + e.getMessage(), e);
        }
    }

    /** Returns whether a folder holds the pictures that a training of an experiment keeps. */
    public static boolean isFilmed(Path folder, ExperimentSpec spec) {
        return Snapshots.has(
                folder, spec.training().snapshots(), spec.training().epochs());
    }

    /** Returns the pictures that a training kept, or empty if it kept none. */
    public static Optional<Filmstrip.Reel> film(Path folder, SavedModel saved) {
        return Snapshots.read(folder, saved.model().height(), saved.model().width());
    }

    private TrainingListener filmed(Path folder, TrainingListener listener) {
        List<Integer> epochs = spec.training().snapshots();
        return epochs.isEmpty() ? listener : new Snapshots(folder, epochs, split, spec.seeds(), listener);
    }

    private List<Metric> test(Reached reached) {
        try (Inference inference = engine.load(reached.model)) {
            Inference.Input input = new Inference.Input(dataset.test(), split.binarization(), spec.seeds());
            return new Evaluator(inference, spec).metrics(input, "test");
        }
    }

    // A report shows a study: a training is one of a single cell.
    private StudyInfo.View view(SavedModel saved, Instant started, String command) {
        boolean samples = saved.model().network().variant().samples();
        String objective = samples ? Metric.NEGATIVE_ELBO : Metric.RECONSTRUCTION;
        StudyInfo info =
                new StudyInfo(spec.name(), spec, "list", Map.of(), objective, saved.provenance()).withCommand(command);
        double seconds =
                saved.curve().stream().mapToDouble(EpochRecord::seconds).sum();
        TrialRun run = new TrialRun(
                saved.engine(), 1, started, seconds, 1, saved.model().network().parameterCount());
        TrialRecord trial =
                TrialRecord.queued(1, "train", Map.of(), spec).complete(saved.curve(), saved.metrics(), run);
        return new StudyInfo.View(info, List.of(trial));
    }

    /** Remembers the end of the training. */
    private static final class Reached implements TrainingListener {
        private final TrainingListener next;
        private TrainedModel model;
        private List<EpochRecord> curve;
        private List<Metric> metrics;

        private Reached(TrainingListener next) {
            this.next = next;
        }

        @Override
        public void resumed(List<EpochRecord> done) {
            next.resumed(done);
        }

        @Override
        public void stepped(int epoch, int step, int steps) {
            next.stepped(epoch, step, steps);
        }

        @Override
        public void epochEnded(EpochRecord record, Inference current) {
            next.epochEnded(record, current);
        }

        @Override
        public void reached(
                int epochs, Supplier<TrainedModel> trained, List<EpochRecord> learned, List<Metric> measured) {
            model = trained.get();
            curve = learned;
            metrics = measured;
            next.reached(epochs, trained, learned, measured);
        }
    }

    /** The one model of this training, on validation images, or without any on the test images that were opened anyway. */
    private final class OneModel implements ModelGallery {
        private final SavedModel saved;
        private final Path folder;

        private OneModel(SavedModel saved, Path folder) {
            this.saved = saved;
            this.folder = folder;
        }

        @Override
        public Optional<Filmstrip.Reel> film(int trialNumber) {
            return spec.training().snapshots().isEmpty() ? Optional.empty() : ModelTraining.film(folder, saved);
        }

        @Override
        public boolean has(int trialNumber) {
            return true;
        }

        @Override
        public Optional<Inference> open(int trialNumber) {
            return Optional.of(engine.load(saved.model()));
        }

        @Override
        public Optional<Inference.Input> validation(int trialNumber) {
            boolean useTest = split.validation().count() == 0 && spec.evaluateTest();
            ImageSet images = useTest ? dataset.test() : split.validation();
            return images.count() == 0
                    ? Optional.empty()
                    : Optional.of(
                            new Inference.Input(images.first(ModelGallery.IMAGES), split.binarization(), spec.seeds()));
        }
    }
}
