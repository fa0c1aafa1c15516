package dev.lattice.experiments.reproduce;

import dev.lattice.core.config.ConfigException;
import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.config.SpecBinder;
import dev.lattice.core.data.Dataset;
import dev.lattice.core.modelfile.ModelFolder;
import dev.lattice.core.modelfile.SavedModel;
import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.StudyInfo;
import dev.lattice.core.trial.TrialRecord;
import dev.lattice.experiments.run.Engines;
import dev.lattice.experiments.run.LoadedData;
import dev.lattice.experiments.run.ModelTraining;
import dev.lattice.experiments.run.Results;
import dev.lattice.experiments.run.StudyRun;
import dev.lattice.report.ReportOptions;
import dev.lattice.report.rank.RankedTrial;
import dev.lattice.report.rank.Ranking;
import dev.lattice.report.table.Numbers;
import dev.lattice.report.table.Parameters;
import dev.lattice.search.SweepOptions;
import dev.lattice.search.SweepOutcome;
import dev.lattice.search.arbiter.ArbiterSamplers;
import dev.lattice.search.schedule.TrialId;
import dev.lattice.search.space.SearchSpec;
import dev.lattice.search.store.StudyReader;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Carries out the runs of a reproduction where {@code train} and {@code sweep} would put them, so that a run which is there and
 * complete is taken as it is. A training with other settings is in the way and is never overwritten.
 */
final class Runs {

    private final Results results;
    private final Engines engines;
    private final LoadedData data;
    private final Clock clock;
    private final SweepOptions sweepOptions;
    private final Progress progress;

    Runs(Results results, Engines engines, LoadedData data, Clock clock, SweepOptions sweepOptions, Progress progress) {
        this.results = results;
        this.engines = engines;
        this.data = data;
        this.clock = clock;
        this.sweepOptions = sweepOptions;
        this.progress = progress;
    }

    /**
     * Refuses what cannot be run, before anything is.
     *
     * @throws ConfigException if no engine can train it, its data is not there, or its folder holds another training, or a study
     *     for a training and the other way round
     */
    void check(Planned planned) {
        Path folder = results.of(planned.spec().name());
        if (planned.search().isPresent()) {
            Results.requireNoTraining(folder, "--out OTHER");
        } else {
            Results.requireNoStudy(folder, "--out OTHER");
        }
        Results.requireWritable(folder);
        engines.engine(planned.spec());
        data.split(planned.spec());
        if (planned.search().isEmpty()) {
            complete(planned.spec(), false);
        }
    }

    /** Returns the training of an experiment, run if need be. */
    RunResult train(String id, ExperimentSpec spec) {
        return train(id, spec, false);
    }

    private RunResult train(String id, ExperimentSpec spec, boolean replaces) {
        Path folder = results.of(spec.name());
        Optional<SavedModel> before = complete(spec, replaces);
        if (before.isPresent()) {
            progress.say(spec.name() + ": complete, from "
                    + before.get().provenance().created());
            return new RunResult(id, folder, spec, before, Optional.empty());
        }
        ModelTraining training = new ModelTraining(spec, engines, data, clock);
        progress.say("training " + spec.name() + " (" + spec.model().variant() + ") for "
                + spec.training().epochs() + " epochs on "
                + training.split().train().count() + " images, engine "
                + training.engine());
        SavedModel[] saved = new SavedModel[1];
        progress.training(
                spec,
                training.split().train().count(),
                listener -> saved[0] = training.run(folder, listener).saved());
        return new RunResult(id, folder, spec, Optional.of(saved[0]), Optional.empty());
    }

    /** Returns the cells of a search, trained as far as they are owed; empty if it was stopped or limited before its end. */
    Optional<RunResult> sweep(String id, ExperimentSpec base, SearchSpec search, String command) {
        Path folder = results.of(base.name());
        StudyRun run = new StudyRun(engines, data, clock);
        progress.say("sweeping " + base.name());
        SweepOutcome outcome = progress.sweep((listener, stop) ->
                run.sweep(new StudyRun.Order(folder, search, base, sweepOptions, command), listener, stop));
        progress.say(base.name() + ": " + outcome.complete() + " cells complete, " + outcome.reused()
                + " of them before" + (outcome.diverged() == 0 ? "" : ", " + outcome.diverged() + " diverged")
                + (outcome.failed() == 0 ? "" : ", " + outcome.failed() + " failed"));
        if (outcome.end() != SweepOutcome.End.FINISHED) {
            return Optional.empty();
        }
        run.report(folder, StudyRun.ranked(folder, ""), ReportOptions.defaults());
        return Optional.of(new RunResult(id, folder, base, Optional.empty(), Optional.of(view(folder, base, search))));
    }

    /** Returns the best cell of a sweep, trained again with pictures after each epoch and measured on the test images. */
    RunResult best(String id, RunResult swept) {
        RankedTrial best = best(swept.study().orElseThrow());
        int epochs = best.trial().experiment().training().epochs();
        Map<String, Object> tree = SpecBinder.tree(best.trial().experiment());
        tree.put("name", swept.spec().name() + "-best");
        tree.put("description", "the best cell of " + swept.spec().name() + ", trained again");
        tree.put("evaluateTest", true);
        SpecBinder.put(
                tree,
                "training.snapshots",
                IntStream.rangeClosed(1, epochs).boxed().toList());
        progress.say("best of " + swept.spec().name() + ": cell " + best.trial().number() + " "
                + best.trial().varied() + ", " + best.metric().name() + " "
                + Numbers.measured(best.metric().value()));
        // Another cell may have been the best before more cells were there: nothing is lost by replacing its training.
        return train(id, SpecBinder.bind(tree, ExperimentSpec.class), true);
    }

    /** Returns the cell with the lowest total loss on validation images. */
    static RankedTrial best(StudyInfo.View study) {
        return Ranking.of(study, study.info().objective())
                .best()
                .orElseThrow(
                        () -> new ConfigException("no cell of '" + study.info().name() + "' is complete"));
    }

    // A study may hold cells of an earlier, other search; only those of this one are looked at.
    private StudyInfo.View view(Path folder, ExperimentSpec base, SearchSpec search) {
        String checksum = data.dataset(base.dataset()).checksum();
        Set<String> ids = new HashSet<>();
        for (Map<String, Object> point : ArbiterSamplers.of(search).ask()) {
            ids.add(TrialId.of(search.cell(point).experiment(), checksum));
        }
        StudyInfo.View all = StudyReader.read(folder);
        List<TrialRecord> own =
                all.trials().stream().filter(t -> ids.contains(t.id())).toList();
        return new StudyInfo.View(all.info(), own);
    }

    /** Returns the model of an experiment if its folder holds that and all that figures need. */
    private Optional<SavedModel> complete(ExperimentSpec spec, boolean replaces) {
        Path folder = results.of(spec.name());
        if (!Results.isTraining(folder)) {
            return Optional.empty();
        }
        SavedModel saved = ModelFolder.read(Results.model(folder));
        Dataset dataset = data.dataset(spec.dataset());
        ExperimentSpec other = saved.model().spec();
        String difference = difference(spec, other);
        if (difference.isEmpty() && !saved.provenance().dataChecksum().equals(dataset.checksum())) {
            difference = "other images";
        }
        if (!difference.isEmpty() && replaces) {
            return Optional.empty();
        }
        if (!difference.isEmpty()) {
            throw new ConfigException(
                    folder + " holds a training with " + difference + "; remove it, or give another folder with --out");
        }
        boolean measured = !spec.evaluateTest()
                || saved.metrics().stream()
                        .map(Metric::context)
                        .anyMatch(c -> c.split().equals("test"));
        boolean filmed = ModelTraining.isFilmed(folder, spec);
        return measured && filmed ? Optional.of(saved) : Optional.empty();
    }

    private static String difference(ExperimentSpec wanted, ExperimentSpec there) {
        Map<String, Object> mine = Parameters.flat(wanted);
        Map<String, Object> its = Parameters.flat(there);
        Collection<String> keys = new TreeSet<>(mine.keySet());
        keys.addAll(its.keySet());
        keys.removeAll(List.of("name", "description", "evaluateTest", "training.snapshots"));
        keys.removeAll(List.of("dataset.path", "dataset.testPath"));
        for (String key : keys) {
            if (!String.valueOf(mine.get(key)).equals(String.valueOf(its.get(key)))) {
                return key + " " + Parameters.text(its.get(key)) + ", not " + Parameters.text(mine.get(key));
            }
        }
        return "";
    }

    /**
     * A run with its experiment resolved.
     *
     * @param id in the reproduction file
     * @param spec the experiment
     * @param search empty for a training
     */
    record Planned(String id, ExperimentSpec spec, Optional<SearchSpec> search) {}
}
