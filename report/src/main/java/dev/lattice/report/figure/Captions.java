package dev.lattice.report.figure;

import dev.lattice.core.model.Variants;
import dev.lattice.core.trial.TrialRecord;
import dev.lattice.report.rank.MetricNames;
import dev.lattice.report.rank.RankedTrial;
import dev.lattice.report.table.Numbers;
import dev.lattice.report.table.Parameters;
import java.util.ArrayList;
import java.util.List;

/** How figures name cells, metrics and parameters. */
final class Captions {

    private Captions() {}

    /** Returns a cell by what was varied: {@code cell 12: learningRate 0.001, latent 20}. */
    static String cell(TrialRecord trial) {
        List<String> keys = List.copyOf(trial.varied().keySet());
        List<String> values = new ArrayList<>();
        trial.varied().forEach((k, v) -> values.add(Parameters.shortName(k, keys) + " " + Parameters.text(v)));
        return "cell " + trial.number() + (values.isEmpty() ? "" : ": " + String.join(", ", values));
    }

    /** Returns the cell's variant as it is called in tables. */
    static String variant(TrialRecord trial) {
        String name = trial.experiment().model().variant();
        return Variants.all().stream()
                .filter(v -> v.name().equals(name))
                .map(v -> v.title())
                .findFirst()
                .orElse(name);
    }

    /** Returns what a cell was ranked by, with its value. */
    static String value(RankedTrial ranked) {
        return MetricNames.title(ranked.metric().name()) + " "
                + Numbers.measured(ranked.metric().value());
    }

    /** Returns a text that fits, shortened with an ellipsis if it must be. */
    static String fitted(String text, Lettering lettering, double room) {
        String fitted = text;
        while (fitted.length() > 1 && lettering.width(fitted) > room) {
            fitted = fitted.substring(0, fitted.length() - 2).stripTrailing() + "…";
        }
        return fitted;
    }
}
