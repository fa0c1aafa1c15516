package dev.lattice.report.rank;

import dev.lattice.report.rank.Candidate.Standing;
import dev.lattice.report.statistics.BestTest;
import dev.lattice.report.statistics.PairedBootstrap;
import dev.lattice.report.statistics.PairedBootstrap.Interval;
import dev.lattice.report.statistics.SeedVariance;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The test of one group: those of its rows whose numbers were kept. */
final class TestedRows {

    private static final double COVERAGE = 0.95;
    private static final long DRAWS_SEED = 1;
    private static final Interval NO_INTERVAL = new Interval(Double.NaN, Double.NaN);
    private static final long MOST_CACHED_BYTES = 256L << 20;

    private final RankedGroup group;
    private final LossSource source;
    private final List<Candidate> all;
    private final Map<Integer, float[]> cache = new HashMap<>();
    private long cached;
    private float fence;

    TestedRows(RankedGroup group, LossSource source, List<Candidate> all) {
        this.group = group;
        this.source = source;
        this.all = all;
    }

    Standings standings() {
        List<Integer> kept = IntStream.range(0, all.size())
                .filter(r -> all.get(r).cells().stream().allMatch(c -> losses(c).isPresent()))
                .boxed()
                .toList();
        // Without the best row's numbers there is nothing to compare with.
        if (all.size() < 2 || kept.size() < 2 || kept.get(0) != 0) {
            return new Standings(group, all, Optional.empty(), "");
        }
        List<Candidate> rows = kept.stream().map(all::get).toList();
        fence = fence(rows.get(0));
        SeedVariance seeds = seeds(rows);
        BestTest.Result result = test(rows, seeds);
        if (result.best() != 0) {
            // A row that is better but for a few images that explode: then these images are what is compared.
            fence = Float.POSITIVE_INFINITY;
            seeds = seeds(rows);
            result = test(rows, seeds);
        }
        List<Interval> intervals = seeds.freedom() > 0 ? intervalsOfSeeds(rows, seeds) : intervals(rows, result.best());
        List<Candidate> tested = new ArrayList<>(all);
        for (int r = 0; r < rows.size(); r++) {
            Interval interval = r < intervals.size() ? intervals.get(r) : NO_INTERVAL;
            Candidate row = rows.get(r);
            Standing standing =
                    new Standing(difference(row, rows), interval.low(), interval.high(), result.distinguishable()[r]);
            tested.set(
                    kept.get(r),
                    new Candidate(
                            row.rank(),
                            row.cells(),
                            row.mean(),
                            row.deviation(),
                            row.diverged(),
                            Optional.of(standing)));
        }
        return new Standings(group, tested, cheapest(tested), words(rows.size(), result, seeds));
    }

    private SeedVariance seeds(List<Candidate> rows) {
        return SeedVariance.of(rows.stream()
                .map(row -> row.cells().size() == 1
                        ? new SeedVariance.OfRow(1, 0, 0)
                        : SeedVariance.OfRow.of(
                                row.cells().stream().map(this::fenced).toList()))
                .toList());
    }

    private BestTest.Result test(List<Candidate> rows, SeedVariance seeds) {
        return BestTest.of(new BestTest.Rows(rows.size(), r -> mean(rows.get(r)), seeds), Standings.LEVEL, DRAWS_SEED);
    }

    private static double difference(Candidate row, List<Candidate> rows) {
        return Math.max(0, row.mean() - rows.get(0).mean());
    }

    /** Returns intervals of rows of one seed each: of the images alone. */
    private List<Interval> intervals(List<Candidate> rows, int best) {
        List<Candidate> shown = shown(rows);
        if (best >= shown.size()) {
            return List.of();
        }
        List<float[]> losses =
                shown.stream().map(row -> losses(row.first()).orElseThrow()).toList();
        return PairedBootstrap.differences(losses, best, COVERAGE, DRAWS_SEED);
    }

    /** Returns intervals with the variance between seeds that the test has, and with that of the images as they are. */
    private List<Interval> intervalsOfSeeds(List<Candidate> rows, SeedVariance seeds) {
        List<Candidate> shown = shown(rows);
        fence = Float.POSITIVE_INFINITY;
        double[] reaches = BestTest.reaches(new BestTest.Rows(shown.size(), r -> mean(shown.get(r)), seeds), COVERAGE);
        return IntStream.range(0, reaches.length)
                .mapToObj(r -> {
                    double difference = difference(shown.get(r), rows);
                    return new Interval(difference - reaches[r], difference + reaches[r]);
                })
                .toList();
    }

    private static List<Candidate> shown(List<Candidate> rows) {
        return rows.subList(0, Math.min(Standings.MOST_INTERVALS, rows.size()));
    }

    private String words(int rows, BestTest.Result result, SeedVariance seeds) {
        int images = group.context().images();
        long left = rows
                - IntStream.range(0, rows)
                        .filter(r -> result.distinguishable()[r])
                        .count();
        return "≈ best: not distinguishable from the best of " + rows + " rows (" + left
                + " of them, the best included). "
                + "Differences are paired by image (" + images + " of them)"
                + (seeds.freedom() > 0
                        ? " and include the variance between seeds, taken to be the same for all rows"
                        : "")
                + (seeds.odd() > 0
                        ? " but those that visibly depend on their seeds more (" + seeds.odd() + " of them)"
                        : "")
                + "; the probability that any row is called worse that is not is below "
                + Math.round(100 * Standings.ERROR)
                + " % over all rows together (step-down test of the largest studentized difference, "
                + (result.joint() > 0
                        ? "multiplier bootstrap of " + result.joint() + " rows"
                        : "Bonferroni's inequality over all pairs")
                + "). Intervals: 95 %, each by itself, "
                + (seeds.freedom() > 0 ? "Student's t over images and seeds." : "paired bootstrap over images.")
                + (seeds.freedom() > 0
                        ? ""
                        : " One seed each: this is about these trained models, not about what another seed would have"
                                + " given; --repeats says that.");
    }

    /** Two digits of the time: a machine's noise must not choose. A row that may diverge costs more than its time. */
    private static Optional<Candidate> cheapest(List<Candidate> rows) {
        return rows.stream()
                .filter(row -> row.amongBest() && row.diverged() == 0)
                .min(Comparator.<Candidate>comparingDouble(
                                c -> twoDigits(c.seconds().orElse(Double.MAX_VALUE)))
                        .thenComparingInt(Candidate::parameters)
                        .thenComparingDouble(Candidate::mean));
    }

    private static double twoDigits(double seconds) {
        return new java.math.BigDecimal(seconds)
                .round(new java.math.MathContext(2))
                .doubleValue();
    }

    /**
     * Returns the loss beyond which the test takes an image of any row for that: as far above the largest of the best row as that is
     * above its smallest. A row of which a few images explode has a mean, and a standard error, that are these images; below
     * the fence it is compared by all of them, and what is worse there is worse in all.
     */
    private float fence(Candidate best) {
        float most = Float.NEGATIVE_INFINITY;
        float least = Float.POSITIVE_INFINITY;
        for (RankedTrial cell : best.cells()) {
            for (float value : losses(cell).orElseThrow()) {
                most = Math.max(most, value);
                least = Math.min(least, value);
            }
        }
        return most + (most - least);
    }

    private float[] fenced(RankedTrial cell) {
        float[] values = losses(cell).orElseThrow().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.min(values[i], fence);
        }
        return values;
    }

    private float[] mean(Candidate row) {
        if (row.cells().size() == 1) {
            return fenced(row.first());
        }
        double[] sum = null;
        for (RankedTrial cell : row.cells()) {
            float[] values = fenced(cell);
            sum = sum == null ? new double[values.length] : sum;
            for (int i = 0; i < values.length; i++) {
                sum[i] += values[i];
            }
        }
        float[] mean = new float[sum.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (float) (sum[i] / row.cells().size());
        }
        return mean;
    }

    private Optional<float[]> losses(RankedTrial cell) {
        int number = cell.trial().number();
        if (cache.containsKey(number)) {
            return Optional.of(cache.get(number));
        }
        Optional<float[]> read = source.losses(cell.trial(), cell.metric())
                .filter(values -> values.length == group.context().images() && values.length > 1);
        read.filter(values -> cached < MOST_CACHED_BYTES).ifPresent(values -> {
            cache.put(number, values);
            cached += (long) Float.BYTES * values.length;
        });
        return read;
    }
}
