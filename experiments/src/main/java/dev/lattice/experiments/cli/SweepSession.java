package dev.lattice.experiments.cli;

import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.experiments.run.Engines;
import dev.lattice.experiments.run.LoadedData;
import dev.lattice.experiments.run.Results;
import dev.lattice.experiments.run.StudyRun;
import dev.lattice.report.RankedStudy;
import dev.lattice.report.ReportOptions;
import dev.lattice.report.table.ComparisonTable;
import dev.lattice.report.table.ConsoleTable;
import dev.lattice.search.StopSignal;
import dev.lattice.search.SweepOptions;
import dev.lattice.search.SweepOutcome;
import dev.lattice.search.space.SearchSpec;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** A sweep on the console: progress while it runs, table and page at its end. */
final class SweepSession {

    private static final int TOP = 10;

    private final Console console;
    private final LoadedData data;
    private final StudyRun run;
    private final Results results;
    private final String again;
    private List<String> notes = List.of();

    /**
     * Creates a session.
     *
     * @param again the whole command line that goes on with a stopped sweep
     */
    SweepSession(Console console, Results results, Engines engines, LoadedData data, Clock clock, String again) {
        this.again = again;
        this.console = console;
        this.data = data;
        this.results = results;
        this.run = new StudyRun(engines, data, clock);
    }

    /** Has lines said when the study begins. */
    SweepSession noting(List<String> lines) {
        notes = lines;
        return this;
    }

    /**
     * Runs, or goes on with, a study.
     *
     * @param name of the study
     * @param typed as {@link StudyRun.Order#command}
     * @return the exit code
     */
    int run(String name, SearchSpec search, ExperimentSpec base, SweepOptions options, String typed) {
        return run(name, search, base, options, typed, folder -> {});
    }

    /**
     * Runs, or goes on with, a study, of which more is measured when it is complete.
     *
     * @param finished is given the study's folder before its report is written
     */
    int run(
            String name,
            SearchSpec search,
            ExperimentSpec base,
            SweepOptions options,
            String typed,
            Consumer<Path> finished) {
        Path folder = results.of(name);
        Results.requireWritable(folder);
        console.live(List.of("loading " + base.dataset().name()));
        data.dataset(base.dataset());
        console.endLive();
        StopSignal stop = new StopSignal();
        SweepConsole progress = new SweepConsole(console, notes);
        SweepOutcome outcome;
        try (Interruption guard = Interruption.calling(stop::stop)) {
            StudyRun.Order order = new StudyRun.Order(folder, search, base, options, typed);
            outcome = run.sweep(order, progress, stop);
        } finally {
            console.endLive();
        }
        if (outcome.end() != SweepOutcome.End.FINISHED) {
            console.say((outcome.stopped() ? "stopped: " : "limit reached: ")
                    + SweepConsole.counted(outcome.complete(), "cell") + " complete and kept, " + outcome.owed()
                    + " left; to go on: " + again);
            return outcome.stopped() ? Interruption.code() : Failures.OK;
        }
        console.say(summary(outcome));
        finished.accept(folder);
        show(folder, "", ReportOptions.defaults());
        return exitCode(outcome);
    }

    /**
     * Prints the ranking and writes the report of a study.
     *
     * @param metric to rank by; empty for the study's own objective
     */
    void show(Path folder, String metric, ReportOptions options) {
        RankedStudy ranked = StudyRun.ranked(folder, metric);
        console.print(ConsoleTable.render(ranked.ranking(), ranked.standings(), ranked.study(), TOP));
        if (ComparisonTable.applies(ranked.study()) && !ranked.standings().isEmpty()) {
            StringBuilder text = new StringBuilder("\n");
            ConsoleTable.render(ComparisonTable.narrow(run.comparison(folder, ranked)), text);
            console.print(text.toString());
        }
        console.say("writing the report");
        StudyRun.Report report = run.report(folder, ranked, options);
        report.missing().forEach(m -> console.say("left out figures that need images: " + m));
        console.print("report: " + report.page());
    }

    private static String summary(SweepOutcome outcome) {
        return SweepConsole.counted(outcome.complete(), "cell") + " complete"
                + (outcome.reused() == 0 ? "" : " (" + outcome.reused() + " of them before)")
                + (outcome.diverged() == 0 ? "" : ", " + outcome.diverged() + " diverged")
                + (outcome.failed() == 0 ? "" : ", " + outcome.failed() + " failed")
                + "; " + SweepConsole.counted(outcome.trainings(), "training") + " in "
                + ProgressBar.time(Duration.ofMillis(Math.round(1000 * outcome.seconds())));
    }

    private static int exitCode(SweepOutcome outcome) {
        if (outcome.failed() > 0) {
            return Failures.FAILURE;
        }
        return outcome.complete() == 0 && outcome.diverged() > 0 ? Failures.DIVERGED : Failures.OK;
    }

    /** Returns the words of a command line as a user would type them. */
    static String typed(List<String> words, ExperimentOptions experiment, String rest) {
        return "lattice " + String.join(" ", words) + experiment.typed() + rest;
    }
}
