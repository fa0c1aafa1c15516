package dev.lattice.experiments.cli;

import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.TrialRecord;
import dev.lattice.report.rank.MetricNames;
import dev.lattice.report.table.Parameters;
import dev.lattice.search.SweepListener;
import dev.lattice.search.SweepProgress;
import dev.lattice.search.WorkerStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Shows a sweep: redrawn lines on a terminal, one line for each cell otherwise. */
final class SweepConsole implements SweepListener {

    /** A pack has more members than a terminal has lines. */
    private static final int MOST_WORKERS = 8;

    private final Console console;
    private final List<String> notes;

    SweepConsole(Console console) {
        this(console, List.of());
    }

    /**
     * Creates the view of a sweep.
     *
     * @param notes lines to be said when it begins: before, it may be refused, and then that alone is said
     */
    SweepConsole(Console console, List<String> notes) {
        this.console = console;
        this.notes = List.copyOf(notes);
    }

    /** Returns a number of things in words, such as {@code 1 training} or {@code 5 trainings}. */
    static String counted(int number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }

    @Override
    public void started(SweepProgress progress) {
        notes.forEach(console::say);
        int before = progress.cellsDone();
        console.say(counted(progress.cellsTotal(), "cell")
                + (before == 0 ? "" : ", " + before + " of them complete from before")
                + "; " + counted(progress.trainingsTotal(), "training") + " to run"
                + (console.isLive() ? "" : " (Ctrl-C stops; the same command goes on)"));
    }

    @Override
    public void progressed(SweepProgress progress) {
        if (console.isLive()) {
            console.live(lines(progress));
        }
    }

    @Override
    public void completed(TrialRecord trial, SweepProgress progress) {
        if (!console.isLive()) {
            console.say(overall(progress) + "; trial " + trial.number() + " " + varied(trial) + ": " + headline(trial));
        } else {
            console.live(lines(progress));
        }
    }

    @Override
    public void failed(TrialRecord trial, boolean again, SweepProgress progress) {
        console.say("trial " + trial.number() + " " + varied(trial) + " "
                + trial.failure().map(f -> f.message()).orElse("failed") + (again ? "; trying again" : ""));
    }

    private static List<String> lines(SweepProgress progress) {
        List<String> lines = new ArrayList<>();
        lines.add(ProgressBar.draw("cells", progress.cellsDone(), progress.cellsTotal(), overall(progress)));
        for (SweepProgress.Best best : progress.best()) {
            lines.add("  best " + MetricNames.title(best.metric().name()) + " "
                    + number(best.metric().value()) + " " + best.metric().unit() + "  trial "
                    + best.trial().number() + "  " + varied(best.trial()));
        }
        int left = progress.workers().size() - MOST_WORKERS;
        for (WorkerStatus worker :
                progress.workers().stream().limit(MOST_WORKERS).toList()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  worker %d  trial %d  epoch %d/%d  step %d/%d%s",
                    worker.worker(),
                    worker.number(),
                    worker.epoch(),
                    worker.epochs(),
                    worker.step(),
                    worker.steps(),
                    Double.isNaN(worker.loss()) ? "" : "  loss " + number(worker.loss())));
        }
        if (left > 0) {
            lines.add("  and " + left + " more");
        }
        return lines;
    }

    private static String overall(SweepProgress progress) {
        return progress.cellsDone() + "/" + progress.cellsTotal() + " cells"
                + (progress.cellsFailed() == 0 ? "" : ", " + progress.cellsFailed() + " without a result")
                + progress.left().map(d -> ", " + ProgressBar.time(d) + " left").orElse("");
    }

    private static String headline(TrialRecord trial) {
        return trial.metric(Metric.NEGATIVE_ELBO)
                .or(() -> trial.metric(Metric.RECONSTRUCTION))
                .map(m -> MetricNames.title(m.name()) + " " + number(m.value()))
                .orElse("no metric");
    }

    private static String varied(TrialRecord trial) {
        return trial.varied().entrySet().stream().map(SweepConsole::pair).collect(Collectors.joining(" ", "[", "]"));
    }

    private static String pair(Map.Entry<String, Object> entry) {
        return entry.getKey().substring(entry.getKey().lastIndexOf('.') + 1) + "=" + Parameters.text(entry.getValue());
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
