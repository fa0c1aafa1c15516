package dev.lattice.report.rank;

import dev.lattice.core.trial.Metric;
import java.util.Map;

/** Metrics as they are called in tables and on axes. */
public final class MetricNames {

    private static final Map<String, String> TITLES = Map.of(
            Metric.NEGATIVE_ELBO, "−ELBO",
            Metric.RECONSTRUCTION, "Reconstruction",
            Metric.KL, "KL",
            Metric.OBJECTIVE, "Objective",
            Metric.MSE, "MSE",
            Metric.ACTIVE_UNITS, "Active units",
            Metric.HOLES, "Latent holes");

    private MetricNames() {}

    /** Returns the title of a metric, its own name if it has none. */
    public static String title(String metric) {
        return TITLES.getOrDefault(metric, metric);
    }

    /** Returns the title as it stands within a sentence: a word loses its capital, an abbreviation does not. */
    public static String inSentence(String metric) {
        String title = title(metric);
        boolean word = title.length() > 1 && Character.isLowerCase(title.charAt(1));
        return word ? Character.toLowerCase(title.charAt(0)) + title.substring(1) : title;
    }

    /** Returns the title with the unit in parentheses. */
    public static String withUnit(String metric, String unit) {
        return unit.isEmpty() ? title(metric) : title(metric) + " (" + unit + ")";
    }
}
