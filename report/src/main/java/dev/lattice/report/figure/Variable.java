package dev.lattice.report.figure;

import dev.lattice.report.rank.RankedGroup;
import dev.lattice.report.rank.RankedTrial;
import dev.lattice.report.table.Parameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A varied parameter over the cells of a group, with its axis.
 *
 * @param key dotted key
 * @param label for axes
 * @param trials cells that have it, best first
 * @param values its value in each of {@code trials}: the number itself, or the place of a name on {@code axis}
 * @param named whether values are places of names
 * @param axis that shows every value
 */
record Variable(String key, String label, List<RankedTrial> trials, double[] values, boolean named, Axis axis) {

    /** Up to this many distinct values they are taken as the rungs of a list, above as draws from a range. */
    static final int MOST_RUNGS = 12;

    private static final int BINS = 5;

    /** Returns the variable of a key; empty if fewer than two of its values occur in the group. */
    static Optional<Variable> of(RankedGroup group, String key, List<String> keys) {
        List<RankedTrial> trials = group.trials().stream()
                .filter(t -> t.trial().varied().get(key) != null)
                .toList();
        List<Object> raw = trials.stream().map(t -> t.trial().varied().get(key)).toList();
        if (raw.stream().distinct().count() < 2) {
            return Optional.empty();
        }
        String label = Parameters.shortName(key, keys);
        boolean numeric = raw.stream().allMatch(v -> Parameters.number(v).isPresent());
        double[] values = new double[raw.size()];
        if (numeric) {
            for (int i = 0; i < values.length; i++) {
                values[i] = Parameters.number(raw.get(i)).orElseThrow();
            }
            return Optional.of(new Variable(key, label, trials, values, false, Axis.ofValues(label, values)));
        }
        Set<String> names = new LinkedHashSet<>();
        // In the order of the search, which is the order the user wrote them in.
        trials.stream()
                .sorted(java.util.Comparator.comparingInt(t -> t.trial().number()))
                .forEach(t -> names.add(Parameters.text(t.trial().varied().get(key))));
        List<String> order = List.copyOf(names);
        for (int i = 0; i < values.length; i++) {
            values[i] = order.indexOf(Parameters.text(raw.get(i)));
        }
        return Optional.of(new Variable(key, label, trials, values, true, Axis.categories(label, order)));
    }

    /** Returns the group's variables in the order of the keys. */
    static List<Variable> all(RankedGroup group, List<String> keys) {
        return keys.stream().flatMap(k -> of(group, k, keys).stream()).toList();
    }

    /** Returns the metric of each of {@link #trials}. */
    double[] metric() {
        return trials.stream().mapToDouble(t -> t.metric().value()).toArray();
    }

    /** Returns whether the values are few enough to be rungs. */
    boolean isRungs() {
        return Arrays.stream(values).distinct().count() <= MOST_RUNGS;
    }

    /** Returns the indices of the cells by rung, low to high, or by fifths of their order where values are draws. */
    List<int[]> parts() {
        if (isRungs()) {
            TreeMap<Double, List<Integer>> byValue = new TreeMap<>();
            for (int i = 0; i < values.length; i++) {
                byValue.computeIfAbsent(values[i], v -> new ArrayList<>()).add(i);
            }
            return byValue.values().stream()
                    .map(l -> l.stream().mapToInt(Integer::intValue).toArray())
                    .toList();
        }
        int[] order = java.util.stream.IntStream.range(0, values.length)
                .boxed()
                .sorted(java.util.Comparator.comparingDouble(i -> values[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        List<int[]> parts = new ArrayList<>();
        for (int b = 0; b < BINS; b++) {
            parts.add(Arrays.copyOfRange(order, b * order.length / BINS, (b + 1) * order.length / BINS));
        }
        return parts;
    }

    /**
     * Returns the share of the variance of the cells' ranks that lies between the parts (η² on ranks), in [0, 1].
     *
     * <p>A rough order of importance for choosing what to draw; ranks, so that one awful cell does not decide it.
     */
    double influence() {
        int n = trials.size();
        double mean = (n - 1) / 2.0;
        double total = 0;
        for (int i = 0; i < n; i++) {
            total += (i - mean) * (i - mean);
        }
        double between = 0;
        for (int[] part : parts()) {
            // Trials come best first, so an index is a rank.
            double average = Arrays.stream(part).average().orElse(mean);
            between += part.length * (average - mean) * (average - mean);
        }
        return total == 0 ? 0 : between / total;
    }
}
