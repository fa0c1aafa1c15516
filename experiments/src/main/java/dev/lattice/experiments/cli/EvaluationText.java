package dev.lattice.experiments.cli;

import dev.lattice.core.evaluate.Measured;
import dev.lattice.core.trial.MetricContext;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** An evaluation as a table, and as CSV. */
final class EvaluationText {

    private static final int WIDTH = 110;
    private static final List<String> LISTS = List.of(Measured.KL_OF, Measured.EXPLAINED_VARIANCE_OF);

    private EvaluationText() {}

    /** Returns a table of what was measured, what dimensions have in rows below it, and what was left out. */
    static String table(List<Measured> all) {
        StringBuilder text = new StringBuilder(MetricsText.heading(all.get(0).context()));
        all.stream().filter(m -> m.value() != null && !listed(m)).forEach(m -> text.append(row(m)));
        list(text, all, Measured.KL_OF, "KL of each dimension, nats, largest first:", true);
        list(text, all, Measured.EXPLAINED_VARIANCE_OF, "variance of μ along 1, 2, … principal components:", false);
        all.stream()
                .filter(m -> m.value() == null)
                .forEach(m -> text.append(String.format(Locale.ROOT, "  %s: left out, %s%n", m.title(), m.note())));
        return text.toString();
    }

    /** Returns a line for each number, with all that decides what it may be compared with. */
    static String csv(List<Measured> all) {
        StringBuilder text = new StringBuilder("name,value,standardError,unit,note");
        MetricContext first = all.get(0).context();
        first.fields().keySet().forEach(field -> text.append(',').append(field.replace(' ', '_')));
        for (Measured m : all) {
            text.append('\n').append(m.name()).append(',').append(number(m.value()));
            text.append(',').append(number(m.standardError()));
            text.append(',').append(m.unit()).append(',').append(quoted(m.note()));
            m.context().fields().values().forEach(v -> text.append(',').append(quoted(v.toString())));
        }
        return text.append('\n').toString();
    }

    private static String row(Measured m) {
        String start = String.format(
                Locale.ROOT,
                "  %-22s %12.4f %10s  %s",
                m.title(),
                m.value(),
                m.standardError() == null ? "" : String.format(Locale.ROOT, "± %.4f", m.standardError()),
                m.unit());
        return m.note().isEmpty() ? start.stripTrailing() + "\n" : String.format("%-62s %s%n", start, m.note());
    }

    private static void list(StringBuilder text, List<Measured> all, String prefix, String heading, boolean sorted) {
        List<Double> values = all.stream()
                .filter(m -> m.name().startsWith(prefix))
                .map(Measured::value)
                .toList();
        if (values.isEmpty()) {
            return;
        }
        text.append("  ").append(heading).append('\n');
        String numbers = (sorted ? values.stream().sorted((a, b) -> Double.compare(b, a)) : values.stream())
                .map(v -> String.format(Locale.ROOT, "%.3f", v))
                .collect(Collectors.joining(" "));
        for (int from = 0; from < numbers.length(); ) {
            int cut = numbers.length() - from <= WIDTH ? numbers.length() : numbers.lastIndexOf(' ', from + WIDTH);
            text.append("    ").append(numbers, from, cut).append('\n');
            from = cut + 1;
        }
    }

    private static boolean listed(Measured m) {
        return LISTS.stream().anyMatch(m.name()::startsWith);
    }

    private static String number(Double value) {
        return value == null ? "" : value.toString();
    }

    private static String quoted(String text) {
        return text.contains(",") || text.contains("\"") ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
