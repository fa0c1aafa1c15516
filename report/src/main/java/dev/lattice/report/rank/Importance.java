package dev.lattice.report.rank;

import dev.lattice.core.trial.StudyInfo;
import dev.lattice.report.statistics.Anova;
import dev.lattice.report.statistics.ForestAnova;
import dev.lattice.report.statistics.OuterFence;
import dev.lattice.report.statistics.Quantiles;
import dev.lattice.report.table.Numbers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Which parameters matter: the functional analysis of variance of the number that rows are ranked by. Exact where the rows are a
 * full grid, through a random forest where they are not. Rows that have no number take no part.
 *
 * @param group what is ranked
 * @param axes parameters with at least two values
 * @param metric analysis of the number itself, as the fence leaves it
 * @param ranks analysis of the rows' ranks, which a few awful rows do not decide
 * @param low [axes][values] lower end of each marginal mean's interval: the tenth percentile of the rows that have the value on a full
 *     grid, two standard deviations over the trees of a forest below the mean otherwise
 * @param high [axes][values] upper end: the ninetieth percentile, or two standard deviations above
 * @param exact whether the rows are a full grid
 * @param rows how many took part
 * @param fence beyond which a number counts as the fence
 * @param explained share of the variance of rows that the forest has not seen; NaN where it is exact or not known
 */
public record Importance(
        RankedGroup group,
        List<Axis> axes,
        Anova metric,
        Anova ranks,
        double[][] low,
        double[][] high,
        boolean exact,
        int rows,
        OuterFence fence,
        double explained) {

    /** Up to this many different numbers they are the rungs of a list, above as many parts with equally many rows. */
    private static final int MOST_LEVELS = 12;

    private static final int LEAST_ROWS = 8;
    private static final long SEED = 1;
    private static final double LOW = 0.1;

    /** Copies the list. */
    public Importance {
        axes = List.copyOf(axes);
    }

    /**
     * A parameter.
     *
     * @param key dotted
     * @param values of its places, in order; for parts of a range the value in the middle of each
     * @param parts whether the values are parts of a range
     */
    public record Axis(String key, List<Object> values, boolean parts) {

        /** Copies the list. */
        public Axis {
            values = List.copyOf(values);
        }
    }

    /** Returns the importance of a study's parameters over a group; empty if too few rows or nothing varies. */
    public static Optional<Importance> of(StudyInfo.View study, Standings standings) {
        List<Candidate> rows = standings.candidates();
        Set<String> keys = new LinkedHashSet<>(study.info().space().keySet());
        rows.forEach(r -> keys.addAll(r.first().trial().varied().keySet()));
        // Seeds are chance, and the name of a compared experiment is no parameter.
        keys.removeAll(List.of("seed", "experiment"));
        List<Axis> axes = new ArrayList<>();
        List<int[]> places = new ArrayList<>();
        for (String key : keys) {
            List<Object> values = new ArrayList<>();
            rows.forEach(r -> values.add(r.first().trial().varied().get(key)));
            axis(key, values, study.info().space().get(key)).ifPresent(axis -> {
                axes.add(axis);
                places.add(places(axis, values));
            });
        }
        if (axes.isEmpty() || rows.size() < LEAST_ROWS) {
            return Optional.empty();
        }
        int[] levels = axes.stream().mapToInt(a -> a.values().size()).toArray();
        int[][] cells = new int[rows.size()][];
        Arrays.setAll(
                cells,
                r -> IntStream.range(0, levels.length)
                        .map(k -> places.get(k)[r])
                        .toArray());
        double[] ranks = rows.stream().mapToDouble(Candidate::rank).toArray();
        double[] means = rows.stream().mapToDouble(Candidate::mean).toArray();
        OuterFence fence = OuterFence.of(means);
        return Optional.of(analysed(standings.group(), axes, levels, cells, fence, fence.applied(means), ranks));
    }

    private static Importance analysed(
            RankedGroup group,
            List<Axis> axes,
            int[] levels,
            int[][] cells,
            OuterFence fence,
            double[] metric,
            double[] ranks) {
        int[] index = grid(levels, cells, axes);
        if (index.length > 0) {
            double[] onGrid = new double[metric.length];
            double[] ranksOnGrid = new double[metric.length];
            for (int r = 0; r < index.length; r++) {
                onGrid[index[r]] = metric[r];
                ranksOnGrid[index[r]] = ranks[r];
            }
            return new Importance(
                    group,
                    axes,
                    Anova.ofGrid(levels, onGrid),
                    Anova.ofGrid(levels, ranksOnGrid),
                    percentiles(levels, cells, metric, LOW),
                    percentiles(levels, cells, metric, 1 - LOW),
                    true,
                    metric.length,
                    fence,
                    Double.NaN);
        }
        ForestAnova forest = ForestAnova.of(levels, cells, metric, SEED);
        return new Importance(
                group,
                axes,
                forest.anova(),
                ForestAnova.of(levels, cells, ranks, SEED).anova(),
                shifted(forest.anova(), -2),
                shifted(forest.anova(), 2),
                false,
                metric.length,
                fence,
                forest.explained());
    }

    private static double[][] percentiles(int[] levels, int[][] cells, double[] metric, double share) {
        double[][] percentiles = new double[levels.length][];
        for (int k = 0; k < levels.length; k++) {
            int axis = k;
            percentiles[k] = new double[levels[k]];
            Arrays.setAll(percentiles[k], p -> {
                double[] own = IntStream.range(0, cells.length)
                        .filter(r -> cells[r][axis] == p)
                        .mapToDouble(r -> metric[r])
                        .sorted()
                        .toArray();
                return Quantiles.of(own, share);
            });
        }
        return percentiles;
    }

    private static double[][] shifted(Anova anova, double deviations) {
        double[][] ends = new double[anova.marginal().length][];
        for (int k = 0; k < ends.length; k++) {
            double[] mean = anova.marginal()[k];
            double[] spread = anova.spread()[k];
            ends[k] = IntStream.range(0, mean.length)
                    .mapToDouble(p -> mean[p] + deviations * spread[p])
                    .toArray();
        }
        return ends;
    }

    /** Returns each row's place on the full grid; empty if the rows are none. */
    private static int[] grid(int[] levels, int[][] cells, List<Axis> axes) {
        long size = 1;
        for (int level : levels) {
            size *= level;
        }
        if (size != cells.length || axes.stream().anyMatch(Axis::parts)) {
            return new int[0];
        }
        int[] index = new int[cells.length];
        for (int r = 0; r < cells.length; r++) {
            for (int k = 0; k < levels.length; k++) {
                index[r] = index[r] * levels[k] + cells[r][k];
            }
        }
        return Arrays.stream(index).distinct().count() == size ? index : new int[0];
    }

    private static Optional<Axis> axis(String key, List<Object> values, Object listed) {
        boolean numeric = values.stream().allMatch(v -> plain(v) instanceof Double);
        List<Object> distinct = new ArrayList<>();
        Set<Object> seen = new LinkedHashSet<>();
        // In the order of the space, then in that of the rows.
        List<Object> all = new ArrayList<>(listed instanceof List<?> list ? list : List.of());
        all.addAll(values);
        Set<Object> present =
                new LinkedHashSet<>(values.stream().map(Importance::plain).toList());
        for (Object value : all) {
            if (present.contains(plain(value)) && seen.add(plain(value))) {
                distinct.add(value == null ? "–" : value);
            }
        }
        if (distinct.size() < 2) {
            return Optional.empty();
        }
        if (numeric && distinct.size() > MOST_LEVELS) {
            return Optional.of(new Axis(key, middles(values), true));
        }
        if (numeric) {
            distinct.sort(Comparator.comparingDouble(v -> (Double) plain(v)));
        }
        return Optional.of(new Axis(key, distinct, false));
    }

    private static List<Object> middles(List<Object> values) {
        double[] sorted =
                values.stream().mapToDouble(v -> (Double) plain(v)).sorted().toArray();
        TreeSet<Double> middles = new TreeSet<>();
        for (int part = 0; part < MOST_LEVELS; part++) {
            middles.add(sorted[(int) ((part + 0.5) / MOST_LEVELS * sorted.length)]);
        }
        return new ArrayList<>(middles);
    }

    private static int[] places(Axis axis, List<Object> values) {
        List<Object> plain = axis.values().stream().map(Importance::plain).toList();
        return values.stream()
                .mapToInt(v -> {
                    if (!axis.parts()) {
                        return plain.indexOf(plain(v == null ? "–" : v));
                    }
                    double number = (Double) plain(v);
                    int nearest = 0;
                    for (int p = 1; p < plain.size(); p++) {
                        double before = (Double) plain.get(p - 1);
                        double here = (Double) plain.get(p);
                        nearest = number > (before + here) / 2 ? p : nearest;
                    }
                    return nearest;
                })
                .toArray();
    }

    /** A number that was stored and read again may be of another type, and one layer may stand for a list of one. */
    static Object plain(Object value) {
        if (value instanceof List<?> list && list.size() == 1) {
            return plain(list.get(0));
        }
        return value instanceof Number n ? (Object) n.doubleValue() : String.valueOf(value);
    }

    /** Returns how it was computed, in words. */
    public String how() {
        String capped = fence.beyond() == 0 ? "" : "; " + fence.describe("rows", Numbers::measured);
        if (exact) {
            return "functional ANOVA, exact over the full grid of " + rows + " rows" + capped;
        }
        return "functional ANOVA of a random forest over " + rows + " rows, which are no full grid" + capped
                + (Double.isNaN(explained)
                        ? ""
                        : String.format(
                                java.util.Locale.ROOT,
                                "; a forest that has not seen a fifth of them explains %.0f %% of their variance%s",
                                100 * Math.max(0, explained),
                                explained < 0.5 ? ", so believe little of this" : ""));
    }

    /** A share of the variance. */
    public record Share(List<String> keys, double ofMetric, double ofRanks) {}

    /** Returns the shares of parameters, then those of pairs beyond their two, largest first each. */
    public List<Share> shares() {
        List<Share> main = new ArrayList<>();
        List<Share> pairs = new ArrayList<>();
        for (int k = 0; k < axes.size(); k++) {
            main.add(new Share(List.of(axes.get(k).key()), metric.main()[k], ranks.main()[k]));
            for (int l = 0; l < k; l++) {
                pairs.add(new Share(
                        List.of(axes.get(l).key(), axes.get(k).key()), metric.pairs()[k][l], ranks.pairs()[k][l]));
            }
        }
        Comparator<Share> largest = Comparator.comparingDouble(s -> -s.ofMetric());
        main.sort(largest);
        pairs.sort(largest);
        main.addAll(pairs);
        return main;
    }
}
