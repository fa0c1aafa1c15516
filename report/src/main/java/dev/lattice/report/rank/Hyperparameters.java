package dev.lattice.report.rank;

import dev.lattice.core.trial.StudyInfo;
import dev.lattice.core.trial.TrialRecord;
import dev.lattice.report.statistics.OuterFence;
import dev.lattice.report.statistics.Quantiles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What each searched parameter did to the metric of a full grid, by definitions that need no model:
 *
 * <ul>
 *   <li>the <b>mean</b> of a value is that of all complete cells which have it, with the tenth and ninetieth percentile of those
 *       cells as its interval: how much the other parameters matter beside it;
 *   <li>the <b>reach</b> of a value is the mean of the best tenth (at least one) of its complete cells: what it gives once the
 *       others are set well;
 *   <li>the <b>optimal range</b> is every value with which some row cannot be told from the best of the ranking (see {@link
 *       Standings}); where that was not tested, every value whose reach is within {@value #MARGIN} of the best reach, relatively;
 *   <li>the <b>impact</b> is the share of the variance over all complete cells that lies between the means of the values (the
 *       main effect, η²). Over a full grid the main effects and the interactions add up to one; on the ranks of the cells, so
 *       that a few failed ones do not decide it, and on the metric itself.
 * </ul>
 *
 * <p>Numbers beyond the {@link OuterFence} count as the fence. Cells that diverged have no number; they are counted beside their value. Draws from ranges are not a grid and have no
 * marginal values.
 *
 * @param metric by which it was computed, lower is better
 * @param unit of the metric
 * @param tested whether optimal ranges come from a test, not from a margin
 * @param effects in the order of the space; those of which no value has a complete cell here are left out
 */
public record Hyperparameters(String metric, String unit, boolean tested, List<Effect> effects) {

    /** How far a value's reach may lie above the best for the value to count as optimal. */
    public static final double MARGIN = 0.01;

    private static final double BEST_SHARE = 0.1;
    private static final double LOW = 0.1;
    private static final double HIGH = 0.9;

    /** Copies the list. */
    public Hyperparameters {
        effects = List.copyOf(effects);
    }

    /**
     * One value of a parameter.
     *
     * @param value as the space has it
     * @param cells that are complete
     * @param diverged cells whose loss was no longer a number
     * @param mean over the complete cells; NaN without any
     * @param low tenth percentile
     * @param high ninetieth percentile
     * @param reach mean of the best tenth
     * @param amongBest whether some row with it cannot be told from the best; empty where that was not tested
     */
    public record Value(
            Object value,
            int cells,
            int diverged,
            double mean,
            double low,
            double high,
            double reach,
            Optional<Boolean> amongBest) {}

    /**
     * One parameter.
     *
     * @param key dotted
     * @param values in the order of the space
     * @param impact share of the variance of the metric, in [0, 1]
     * @param rankImpact share of the variance of the ranks, in [0, 1]
     */
    public record Effect(String key, List<Value> values, double impact, double rankImpact) {

        /** Copies the list. */
        public Effect {
            values = List.copyOf(values);
        }

        /** Returns the value with the best reach. */
        public Value best() {
            return values.stream()
                    .filter(v -> v.cells() > 0)
                    .min(Comparator.comparingDouble(Value::reach))
                    .orElseThrow();
        }

        /** Returns the values of the optimal range, in the order of the space. */
        public List<Value> optimal() {
            double most = best().reach() + MARGIN * Math.abs(best().reach());
            return values.stream()
                    .filter(v -> v.cells() > 0 && v.amongBest().orElse(v.reach() <= most))
                    .toList();
        }
    }

    /**
     * Computes the effects over the first group of a ranking, the cells that may be compared, with optimal ranges by a margin.
     *
     * @throws IllegalArgumentException if no cell is complete
     */
    public static Hyperparameters of(StudyInfo.View study, Ranking ranking) {
        return compute(study, ranking, Optional.empty());
    }

    /**
     * Computes the effects over the first group of a ranking, with optimal ranges by the test of its rows, if there is one.
     *
     * @param standings of that group
     * @throws IllegalArgumentException if no cell is complete
     */
    public static Hyperparameters of(StudyInfo.View study, Ranking ranking, Standings standings) {
        return compute(study, ranking, Optional.of(standings).filter(Standings::isTested));
    }

    private static Hyperparameters compute(StudyInfo.View study, Ranking ranking, Optional<Standings> tested) {
        if (ranking.groups().isEmpty()) {
            throw new IllegalArgumentException("no cell of '" + study.info().name() + "' is complete");
        }
        RankedGroup group = ranking.groups().get(0);
        List<Effect> effects = new ArrayList<>();
        for (Map.Entry<String, Object> axis : study.info().space().entrySet()) {
            if (axis.getValue() instanceof List<?> values && !axis.getKey().equals("seed")) {
                Effect effect = effect(axis.getKey(), values, study, group, tested);
                // An option of variants that are all ranked elsewhere has no best value here.
                if (effect.values().stream().anyMatch(v -> v.cells() > 0)) {
                    effects.add(effect);
                }
            }
        }
        return new Hyperparameters(group.metric(), group.unit(), tested.isPresent(), effects);
    }

    private static Effect effect(
            String key, List<?> values, StudyInfo.View study, RankedGroup group, Optional<Standings> tested) {
        Map<Object, List<Integer>> places = new LinkedHashMap<>();
        values.forEach(v -> places.put(Importance.plain(v), new ArrayList<>()));
        List<RankedTrial> trials = group.trials();
        for (int i = 0; i < trials.size(); i++) {
            List<Integer> own =
                    places.get(Importance.plain(trials.get(i).trial().varied().get(key)));
            if (own != null) {
                own.add(i);
            }
        }
        double[] numbers = trials.stream().mapToDouble(t -> t.metric().value()).toArray();
        double[] metric = OuterFence.of(numbers).applied(numbers);
        double[] ranks = new double[metric.length];
        Arrays.setAll(ranks, i -> trials.get(i).rank());
        List<Value> computed = new ArrayList<>();
        for (Object value : values) {
            double[] own = places.get(Importance.plain(value)).stream()
                    .mapToDouble(i -> metric[i])
                    .toArray();
            int diverged = (int) study.trials().stream()
                    .filter(TrialRecord::diverged)
                    .filter(t -> Importance.plain(value)
                            .equals(Importance.plain(t.varied().get(key))))
                    .count();
            Optional<Boolean> amongBest = tested.map(rows -> rows.candidates().stream()
                    .filter(Candidate::amongBest)
                    .anyMatch(row -> Importance.plain(value)
                            .equals(Importance.plain(
                                    row.first().trial().varied().get(key)))));
            computed.add(value(value, own, diverged, amongBest));
        }
        return new Effect(key, computed, between(metric, places), between(ranks, places));
    }

    private static Value value(Object value, double[] numbers, int diverged, Optional<Boolean> amongBest) {
        if (numbers.length == 0) {
            return new Value(value, 0, diverged, Double.NaN, Double.NaN, Double.NaN, Double.NaN, amongBest);
        }
        double[] sorted = numbers.clone();
        Arrays.sort(sorted);
        int best = Math.max(1, (int) Math.round(BEST_SHARE * sorted.length));
        return new Value(
                value,
                sorted.length,
                diverged,
                Arrays.stream(sorted).average().orElseThrow(),
                Quantiles.of(sorted, LOW),
                Quantiles.of(sorted, HIGH),
                Arrays.stream(sorted, 0, best).average().orElseThrow(),
                amongBest);
    }

    /** Returns the share of the variance of numbers that lies between the means of their parts. */
    private static double between(double[] numbers, Map<Object, List<Integer>> parts) {
        double mean = Arrays.stream(numbers).average().orElse(0);
        double total = Arrays.stream(numbers).map(v -> (v - mean) * (v - mean)).sum();
        double between = 0;
        for (List<Integer> part : parts.values()) {
            if (!part.isEmpty()) {
                double own =
                        part.stream().mapToDouble(i -> numbers[i]).average().orElseThrow();
                between += part.size() * (own - mean) * (own - mean);
            }
        }
        return total > 0 ? between / total : 0;
    }
}
