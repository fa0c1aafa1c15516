package dev.lattice.experiments.reproduce;

import dev.lattice.core.config.Check;
import dev.lattice.core.config.ConfigException;
import dev.lattice.core.config.SpecBinder;
import dev.lattice.core.data.ImageSet;
import dev.lattice.core.evaluate.LatentStatistics;
import dev.lattice.core.evaluate.NearestCodes;
import dev.lattice.core.trial.EpochRecord;
import dev.lattice.core.trial.LossTerms;
import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.StudyInfo;
import dev.lattice.core.trial.TrialRecord;
import dev.lattice.core.trial.TrialState;
import dev.lattice.report.rank.Hyperparameters;
import dev.lattice.report.rank.Ranking;
import dev.lattice.report.table.HyperparameterTable;
import dev.lattice.report.table.Numbers;
import dev.lattice.report.table.Parameters;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * How our number of a claim is computed, by the {@code kind} of its measure.
 *
 * <ul>
 *   <li>{@code metric}: a metric of a model on {@code images}, {@code per} image, pixel, dimension or batch of {@code batch};
 *       {@code bits: 1} for bits rather than nats
 *   <li>{@code training-loss}: a term of the learning curve at its last epoch
 *   <li>{@code explained-variance}: share of the variance of the codes along {@code components} principal components
 *   <li>{@code latent-neighbours}: share of codes most of whose {@code k} nearest others have their class
 *   <li>{@code sample-distance}: Fréchet distance between draws and test images in the classifier's features
 *   <li>{@code sample-confidence}: share of draws that the classifier is at least {@code least} sure of
 *   <li>{@code label-accuracy}: share of {@code count} images drawn by label that the classifier sees that label in
 *   <li>{@code classifier-accuracy}: share of real test images that the classifier recognizes
 *   <li>{@code ratio}: the measure {@code of} divided by the measure {@code to}
 *   <li>{@code setting}: a number of the experiment that ran
 *   <li>{@code cells}: cells of a sweep that are complete or diverged; {@code best-value}: the value of a searched {@code key} with the best reach;
 *       {@code best-cell}: metric of its best cell; {@code repeat}: difference between a sweep's best cell and its training again
 * </ul>
 */
final class Measures {

    private static final double NATS_PER_BIT = Math.log(2);

    /** Codes compared with each other, a quadratic number of times. */
    private static final int NEIGHBOURS = 2_000;

    private static final Map<String, Kind<BiFunction<Workbench, Options, Value>>> KINDS = new TreeMap<>();

    static {
        kind("metric", "run metric images? per? batch? bits?", Measures::metric);
        kind("training-loss", "run term?", Measures::trainingLoss);
        kind("explained-variance", "run images? components?", Measures::explainedVariance);
        kind("latent-neighbours", "run images? k?", Measures::latentNeighbours);
        kind("sample-distance", "run", Measures::sampleDistance);
        kind("sample-confidence", "run least?", Measures::sampleConfidence);
        kind("label-accuracy", "run count?", Measures::labelAccuracy);
        kind("classifier-accuracy", "run", (bench, o) -> plain(bench.classifierAccuracy(o.text("run"))));
        kind("ratio", "of to", Measures::ratio);
        kind("setting", "run key", Measures::setting);
        kind("cells", "run", Measures::cells);
        kind("best-value", "run key", Measures::bestValue);
        kind("best-cell", "run metric?", Measures::bestCell);
        kind("repeat", "run of", Measures::repeat);
    }

    private Measures() {}

    private static void kind(String name, String keys, BiFunction<Workbench, Options, Value> maker) {
        KINDS.put(name, Kind.of(keys, maker));
    }

    /** Returns all kinds by their names. */
    static Map<String, ? extends Kind<?>> kinds() {
        return KINDS;
    }

    /**
     * A number.
     *
     * @param number ours
     * @param note what else there is to say; may be empty
     */
    record Value(double number, String note) {}

    /**
     * Computes a measure.
     *
     * @param kind one of the list above
     * @throws ConfigException if one of its options is wrong
     */
    static Value of(Workbench bench, String kind, Options options) {
        return KINDS.get(kind).maker().apply(bench, options);
    }

    private static Value plain(double number) {
        return new Value(number, "");
    }

    private static Value metric(Workbench bench, Options options) {
        String run = options.text("run");
        Metric metric = bench.metric(run, options.text("metric"), options.text("images", "validation"));
        var model = bench.saved(run).model();
        String per = options.text("per", "image");
        double divisor = switch (per) {
            case "image" -> 1;
            case "pixel" -> model.height() * (double) model.width();
            case "dimension" -> model.network().latent();
            case "batch" -> 1.0 / options.count("batch", model.spec().training().batchSize());
            default ->
                throw SpecBinder.unknown("divisor", per, List.of("image", "pixel", "dimension", "batch"))
                        .in(options.place());
        };
        return plain(metric.value() / divisor / (options.count("bits", 0) == 1 ? NATS_PER_BIT : 1));
    }

    private static Value trainingLoss(Workbench bench, Options options) {
        List<EpochRecord> curve = bench.saved(options.text("run")).curve();
        LossTerms terms = curve.get(curve.size() - 1).train();
        String term = options.text("term", Metric.NEGATIVE_ELBO);
        return plain(
                switch (term) {
                    case Metric.NEGATIVE_ELBO -> terms.negativeElbo();
                    case Metric.RECONSTRUCTION -> terms.reconstruction();
                    case Metric.KL -> terms.kl();
                    default ->
                        throw SpecBinder.unknown(
                                        "term", term, List.of(Metric.NEGATIVE_ELBO, Metric.RECONSTRUCTION, Metric.KL))
                                .in(options.place());
                });
    }

    private static Value explainedVariance(Workbench bench, Options options) {
        String run = options.text("run");
        ImageSet images = bench.images(run, options.text("images", "test"));
        double[] shares = LatentStatistics.explainedVariance(bench.model(run).encode(images));
        return plain(shares[Math.min(options.count("components", 2), shares.length) - 1]);
    }

    private static Value latentNeighbours(Workbench bench, Options options) {
        String run = options.text("run");
        ImageSet images = bench.images(run, options.text("images", "test")).first(NEIGHBOURS);
        int k = Check.atLeast(options.place() + ": k", 1, options.count("k", 10));
        int[] labels = new int[images.count()];
        Arrays.setAll(labels, images::label);
        return plain(new NearestCodes(bench.model(run).encode(images).mean(), labels, images.classes()).leaveOneOut(k));
    }

    private static Value sampleDistance(Workbench bench, Options options) {
        String run = options.text("run");
        int[] labels = bench.labels(run, bench.dataset(run).test().count());
        double distance = bench.classifier(run)
                .classify(bench.draws(run, labels))
                .distribution()
                .frechetDistance(bench.realFeatures(run));
        return plain(distance);
    }

    private static Value sampleConfidence(Workbench bench, Options options) {
        String run = options.text("run");
        int[] labels = bench.labels(run, bench.dataset(run).test().count());
        return plain(bench.classifier(run).classify(bench.draws(run, labels)).confident(options.number("least", 0.9)));
    }

    private static Value labelAccuracy(Workbench bench, Options options) {
        String run = options.text("run");
        if (!bench.model(run).givenLabel()) {
            throw new ConfigException("run '" + run + "' has no label to ask for").in(options.place());
        }
        int[] labels = bench.labels(run, Check.atLeast(options.place() + ": count", 1, options.count("count", 2000)));
        double share = bench.classifier(run).classify(bench.draws(run, labels)).share(labels);
        return new Value(
                share,
                String.format(
                        Locale.ROOT,
                        "The classifier itself recognizes %.2f %% of the real test images.",
                        100 * bench.classifierAccuracy(run)));
    }

    private static Value ratio(Workbench bench, Options options) {
        Value of = nested(bench, options.section("of"));
        Value to = nested(bench, options.section("to"));
        return new Value(
                of.number() / to.number(),
                Numbers.measured(of.number()) + " against " + Numbers.measured(to.number()) + ".");
    }

    private static Value nested(Workbench bench, Options options) {
        return of(bench, options.text("kind"), options);
    }

    private static Value setting(Workbench bench, Options options) {
        Object value =
                Parameters.flat(bench.saved(options.text("run")).model().spec()).get(options.text("key"));
        return plain(Parameters.number(value)
                .orElseThrow(
                        () -> new ConfigException("'" + options.text("key") + "' is no number").in(options.place())));
    }

    private static Value cells(Workbench bench, Options options) {
        StudyInfo.View study = bench.study(options.text("run"));
        long complete = study.trials().stream()
                .filter(t -> t.state() == TrialState.COMPLETE)
                .count();
        long diverged = study.trials().stream().filter(TrialRecord::diverged).count();
        return new Value(complete + diverged, diverged == 0 ? "" : diverged + " of them diverged.");
    }

    private static Value bestValue(Workbench bench, Options options) {
        String key = options.text("key");
        Hyperparameters.Effect effect = hyperparameters(bench, options.text("run")).effects().stream()
                .filter(e -> e.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new ConfigException("'" + key + "' is not searched").in(options.place()));
        return new Value(
                Parameters.number(effect.best().value()).orElse(Double.NaN),
                String.format(
                        Locale.ROOT,
                        "Our optimal range: %s; impact %.1f %% of the variance of the cells' ranks.",
                        HyperparameterTable.range(effect),
                        100 * effect.rankImpact()));
    }

    private static Value bestCell(Workbench bench, Options options) {
        var best = Runs.best(bench.study(options.text("run")));
        double value = best.trial()
                .metric(options.text("metric", Metric.NEGATIVE_ELBO))
                .map(Metric::value)
                .orElse(Double.NaN);
        return new Value(
                value, "Cell " + best.trial().number() + ": " + best.trial().varied() + ".");
    }

    private static Value repeat(Workbench bench, Options options) {
        double swept = Runs.best(bench.study(options.text("of"))).metric().value();
        double again = bench.metric(options.text("run"), Metric.NEGATIVE_ELBO, "validation")
                .value();
        return plain(again - swept);
    }

    /** Returns what the searched keys of a sweep did. */
    static Hyperparameters hyperparameters(Workbench bench, String run) {
        StudyInfo.View study = bench.study(run);
        return Hyperparameters.of(study, Ranking.of(study, study.info().objective()));
    }
}
