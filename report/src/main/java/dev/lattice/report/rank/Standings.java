package dev.lattice.report.rank;

import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.trial.TrialRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The rows of a ranked group, cells that differ only in their seed in one row, with what can be said about chance.
 *
 * @param group what is ranked
 * @param candidates best first
 * @param recommended the cheapest row that cannot be told from the best and of which no seed diverged: least training time to two
 *     digits, then fewest parameters, then lowest mean; empty where nothing is known about chance, or each of them has such a seed
 * @param test what was tested and how, in words; empty where it was not
 */
public record Standings(RankedGroup group, List<Candidate> candidates, Optional<Candidate> recommended, String test) {

    /** Largest probability that any row is called worse than the best that is not. */
    public static final double ERROR = 0.05;

    /** What the test is asked for, so that its approximations leave it below {@link #ERROR}; see FalseWinnersTest. */
    public static final double LEVEL = 0.04;

    /** Rows that get an interval. */
    public static final int MOST_INTERVALS = 100;

    /** Copies the list. */
    public Standings {
        candidates = List.copyOf(candidates);
    }

    /** Returns the rows of a group. */
    public static Standings of(RankedGroup group, LossSource losses) {
        List<List<RankedTrial>> rows = rows(group);
        List<Double> means = rows.stream()
                .map(row -> row.stream()
                        .mapToDouble(c -> c.metric().value())
                        .average()
                        .orElseThrow())
                .toList();
        Integer[] order = IntStream.range(0, rows.size())
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(means::get)
                        .thenComparingInt(r -> rows.get(r).get(0).trial().number()))
                .toArray(Integer[]::new);
        Map<List<Object>, Set<Long>> diverged = new HashMap<>();
        group.diverged()
                .forEach(t -> diverged.computeIfAbsent(configuration(t), k -> new HashSet<>())
                        .add(t.experiment().seed()));
        List<Candidate> candidates = new ArrayList<>();
        for (int i = 0; i < order.length; i++) {
            double mean = means.get(order[i]);
            boolean tie = i > 0 && candidates.get(i - 1).mean() == mean;
            int rank = tie ? candidates.get(i - 1).rank() : i + 1;
            List<RankedTrial> cells = rows.get(order[i]);
            candidates.add(new Candidate(
                    rank, cells, mean, deviation(cells, mean), diverged(cells, diverged), Optional.empty()));
        }
        return new TestedRows(group, losses, candidates).standings();
    }

    /** Returns whether some row has several seeds. */
    public boolean hasSeeds() {
        return candidates.stream().anyMatch(c -> c.cells().size() > 1);
    }

    /** Returns whether anything is known about chance. */
    public boolean isTested() {
        return !test.isEmpty();
    }

    /** Returns whether a row is the one that is recommended. */
    public boolean isRecommended(Candidate candidate) {
        return recommended.filter(candidate::equals).isPresent();
    }

    private static List<List<RankedTrial>> rows(RankedGroup group) {
        Map<List<Object>, List<RankedTrial>> rows = new LinkedHashMap<>();
        Map<List<Object>, Integer> seen = new HashMap<>();
        group.trials().stream()
                .sorted(Comparator.comparingInt(t -> t.trial().number()))
                .forEach(t -> {
                    List<Object> configuration = configuration(t.trial());
                    // Only another seed makes a repeat: the same seed twice is two rows.
                    int turn = seen.merge(
                            List.of(configuration, t.trial().experiment().seed()), 1, Integer::sum);
                    rows.computeIfAbsent(List.of(configuration, turn), k -> new ArrayList<>())
                            .add(t);
                });
        return List.copyOf(rows.values());
    }

    /** Returns how many seeds of a row diverged and so are none of its cells. */
    private static int diverged(List<RankedTrial> cells, Map<List<Object>, Set<Long>> diverged) {
        Set<Long> seeds =
                new HashSet<>(diverged.getOrDefault(configuration(cells.get(0).trial()), Set.of()));
        cells.forEach(c -> seeds.remove(c.trial().experiment().seed()));
        return seeds.size();
    }

    /** Returns all of a cell but its seed; that the split is the same, the group sees to. */
    private static List<Object> configuration(TrialRecord trial) {
        ExperimentSpec e = trial.experiment();
        return List.of(e.name(), e.dataset().withSplitSeed(0), e.model(), e.training());
    }

    private static double deviation(List<RankedTrial> cells, double mean) {
        double squares = cells.stream()
                .mapToDouble(c -> square(c.metric().value() - mean))
                .sum();
        return cells.size() < 2 ? Double.NaN : Math.sqrt(squares / (cells.size() - 1));
    }

    private static double square(double x) {
        return x * x;
    }
}
