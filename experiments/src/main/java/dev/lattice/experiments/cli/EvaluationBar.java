package dev.lattice.experiments.cli;

import dev.lattice.core.evaluate.FullEvaluation;
import java.time.Duration;
import java.util.List;

/** The progress of an evaluation on the console: a bar for each of its stages. */
final class EvaluationBar implements FullEvaluation.Progress {

    /** Milliseconds between two looks of the bar. */
    private static final long REDRAW = 100;

    private final Console console;
    private String current = "";
    private long began;
    private long drawn;

    EvaluationBar(Console console) {
        this.console = console;
    }

    @Override
    public void at(String what, double share) {
        long now = System.currentTimeMillis();
        if (!what.equals(current)) {
            current = what;
            began = now;
        } else if (now - drawn < REDRAW) {
            return;
        }
        drawn = now;
        String left = share > 0
                ? ProgressBar.time(Duration.ofMillis(Math.round((now - began) * (1 - share) / share))) + " left"
                : "";
        console.live(List.of(ProgressBar.draw(what, Math.round(1000 * share), 1000, left)));
    }
}
