package dev.lattice.experiments.cli;

import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.MetricContext;
import dev.lattice.report.rank.MetricNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Metrics as a table, with what they were measured on above it. */
final class MetricsText {

    private MetricsText() {}

    /** Returns a table for each split that was measured. */
    static String of(List<Metric> metrics) {
        Map<String, List<Metric>> bySplit = new LinkedHashMap<>();
        metrics.forEach(m -> bySplit.computeIfAbsent(m.context().split(), split -> new ArrayList<>())
                .add(m));
        return bySplit.values().stream().map(MetricsText::table).collect(Collectors.joining());
    }

    private static String table(List<Metric> metrics) {
        StringBuilder text = new StringBuilder(heading(metrics.get(0).context()));
        for (Metric metric : metrics) {
            text.append(String.format(
                    Locale.ROOT,
                    "  %-16s %12.4f  %s%s%n",
                    MetricNames.title(metric.name()),
                    metric.value(),
                    metric.unit(),
                    metric.context().samples() > 0 ? ", " + metric.context().samples() + " sampled z" : ""));
        }
        return text.toString();
    }

    /** Returns the line that says what was measured on. */
    static String heading(MetricContext context) {
        return String.format(
                Locale.ROOT,
                "measured on %,d %s images of %s; pixels %s, likelihood %s%s%s%n",
                context.images(),
                context.split(),
                context.dataset(),
                name(context.binarization()).replace("none", "grey"),
                name(context.likelihood()),
                context.sigma() > 0 ? " with sigma " + context.sigma() : "",
                context.givenLabel() ? ", label given" : "");
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
