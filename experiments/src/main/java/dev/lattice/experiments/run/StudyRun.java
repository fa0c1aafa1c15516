package dev.lattice.experiments.run;

import dev.lattice.core.config.DatasetSpec;
import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.data.Dataset;
import dev.lattice.core.engine.TrainedModel;
import dev.lattice.core.engine.TrainingEngine;
import dev.lattice.core.modelfile.ModelFolder;
import dev.lattice.core.modelfile.SavedModel;
import dev.lattice.core.trial.Provenance;
import dev.lattice.core.trial.StudyInfo;
import dev.lattice.core.trial.TrialRecord;
import dev.lattice.core.trial.TrialRun;
import dev.lattice.core.trial.TrialState;
import dev.lattice.experiments.logging.StudyLog;
import dev.lattice.report.RankedStudy;
import dev.lattice.report.ReportOptions;
import dev.lattice.report.StudyReport;
import dev.lattice.report.table.ComparisonTable;
import dev.lattice.report.table.Table;
import dev.lattice.search.ModelKeeper;
import dev.lattice.search.StopSignal;
import dev.lattice.search.Study;
import dev.lattice.search.SweepListener;
import dev.lattice.search.SweepOptions;
import dev.lattice.search.SweepOutcome;
import dev.lattice.search.SweepPlan;
import dev.lattice.search.SweepRunner;
import dev.lattice.search.space.SearchSpec;
import dev.lattice.search.store.StudyReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.logging.log4j.Level;

/** Sweeps a study and writes its report. */
public final class StudyRun {

    private final Engines engines;
    private final LoadedData data;
    private final Clock clock;

    /** Creates a run. */
    public StudyRun(Engines engines, LoadedData data, Clock clock) {
        this.engines = engines;
        this.data = data;
        this.clock = clock;
    }

    /**
     * What a sweep is asked to do.
     *
     * @param folder of the study
     * @param search what is tried
     * @param base the experiment below it
     * @param options how it is carried out
     * @param command that does it elsewhere, for the report: without folders and the number of workers
     */
    public record Order(Path folder, SearchSpec search, ExperimentSpec base, SweepOptions options, String command) {}

    /** A report that was written: its page, and why some figures are missing. */
    public record Report(Path page, List<String> missing) {}

    /**
     * Trains what the study owes. Nothing is written before data, engine and folder are known to be usable, and the cells to
     * be trainable.
     *
     * @throws dev.lattice.core.config.ConfigException if one of them is not
     */
    public SweepOutcome sweep(Order order, SweepListener listener, StopSignal stop) {
        Results.requireWritable(order.folder());
        TrainingEngine engine = engines.engine(order.base());
        Provenance provenance =
                Origin.provenance(engine, data.dataset(order.base().dataset()).checksum(), clock);
        data.split(order.base());
        String name = order.folder().getFileName().toString();
        StudyInfo info = order.search().info(name, provenance).withCommand(order.command());
        SweepRunner runner = new SweepRunner(
                data::dataset, engines::engine, (model, trial, folder) -> keep(model, trial, folder, provenance));
        runner.check(order.search());
        try (Study study = Study.open(order.folder(), info);
                StudyLog log = StudyLog.open(order.folder().resolve("lattice.log"), Level.INFO)) {
            return runner.run(study, order.search(), order.options(), listener, stop);
        }
    }

    /**
     * Returns what {@link #sweep} would do. Nothing is written.
     *
     * @param here whether the images of a data set may be looked at, because they need no download
     * @throws dev.lattice.core.config.ConfigException if the experiment below the search cannot be trained; of cells, that is listed
     */
    public SweepPlan plan(Order order, Predicate<DatasetSpec> here) {
        engines.engine(order.base());
        if (here.test(order.base().dataset())) {
            data.split(order.base());
        }
        List<TrialRecord> known = Results.isStudy(order.folder())
                ? StudyReader.read(order.folder()).trials()
                : List.of();
        Set<String> done = known.stream()
                .filter(t -> t.state() == TrialState.COMPLETE || t.diverged())
                .map(TrialRecord::id)
                .collect(Collectors.toSet());
        return new SweepRunner(data::dataset, engines::engine, ModelKeeper.NONE)
                .plan(order.search(), order.options().share(), here, done::contains);
    }

    /**
     * Reads and ranks a study.
     *
     * @param metric to rank by; empty for the study's own objective
     */
    public static RankedStudy ranked(Path folder, String metric) {
        return RankedStudy.of(StudyReader.read(folder), metric, new StudyLosses(folder));
    }

    /** Writes the report of a study, in the place of an earlier one. */
    public Report report(Path folder, RankedStudy ranked, ReportOptions options) {
        StudyModels models = new StudyModels(folder, ranked.study(), engines, data);
        try {
            List<Path> files = StudyReport.write(ranked, models, Results.report(folder), options);
            return new Report(files.get(0), models.missing());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the report of " + folder + ": " + e.getMessage(), e);
        }
    }

    /** Returns the experiments of a comparison side by side, with what was measured of their models. */
    public Table comparison(Path folder, RankedStudy ranked) {
        return ComparisonTable.of(ranked.standings(), new StudyModels(folder, ranked.study(), engines, data)::measured);
    }

    private void keep(TrainedModel model, TrialRecord trial, Path folder, Provenance provenance) {
        // Of the cell's own data, which may be searched.
        Dataset dataset = data.dataset(trial.experiment().dataset());
        String engine = trial.run().map(TrialRun::engine).orElse("");
        ModelFolder.write(
                folder,
                new SavedModel(
                        model,
                        dataset.train().classes(),
                        engine,
                        trial.curve(),
                        trial.metrics(),
                        Origin.withData(provenance, dataset.checksum())));
    }
}
