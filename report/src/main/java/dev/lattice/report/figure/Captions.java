package dev.lattice.report.figure;

import dev.lattice.core.model.Variants;
import dev.lattice.core.trial.TrialRecord;
import dev.lattice.report.rank.Candidate;
import dev.lattice.report.rank.MetricNames;
import dev.lattice.report.rank.RankedTrial;
import dev.lattice.report.table.Numbers;
import dev.lattice.report.table.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** How figures name cells, metrics and parameters. */
final class Captions {

    private Captions() {}

    /** Returns a cell by what was varied: {@code cell 12: learningRate 0.001, latent 20}. */
    static String cell(TrialRecord trial) {
        List<String> values = varied(trial, key -> true);
        return "cell " + trial.number() + (values.isEmpty() ? "" : ": " + String.join(", ", values));
    }

    /** Returns a row as its cell, or, with several seeds, without these: {@code latent 20, 3 seeds}. */
    static String row(Candidate row) {
        TrialRecord first = row.first().trial();
        if (row.cells().size() == 1) {
            return cell(first);
        }
        List<String> words = varied(first, key -> !key.equals("seed"));
        words.add(row.cells().size() + " seeds");
        return String.join(", ", words);
    }

    private static List<String> varied(TrialRecord trial, Predicate<String> named) {
        List<String> keys = List.copyOf(trial.varied().keySet());
        List<String> values = new ArrayList<>();
        trial.varied().forEach((k, v) -> {
            if (named.test(k)) {
                values.add(Parameters.shortName(k, keys) + " " + Parameters.text(v));
            }
        });
        return values;
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

    /** Returns the mean of what a row's cells were ranked by, with several seeds its standard deviation over them. */
    static String value(Candidate row) {
        return MetricNames.title(row.first().metric().name()) + " "
                + (row.cells().size() == 1
                        ? Numbers.measured(row.mean())
                        : Numbers.measured(row.mean(), row.deviation()));
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
