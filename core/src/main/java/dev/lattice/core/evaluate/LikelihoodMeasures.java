package dev.lattice.core.evaluate;

import dev.lattice.core.config.Binarization;
import dev.lattice.core.config.Likelihood;
import dev.lattice.core.engine.Inference;
import dev.lattice.core.evaluate.ImportanceSampling.LogLikelihoods;
import dev.lattice.core.trial.Bound;
import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.MetricContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntConsumer;

/** What a model says of the probability of images, and how well it rebuilds them. */
final class LikelihoodMeasures {

    private static final Map<String, String> TITLES = Map.of(
            Metric.NEGATIVE_ELBO, "−ELBO",
            Metric.RECONSTRUCTION, "Reconstruction",
            Metric.KL, "KL",
            Metric.OBJECTIVE, "Objective",
            Metric.MSE, "MSE",
            Metric.ACTIVE_UNITS, "Active units",
            Metric.HOLES, "Latent holes");

    private static final String NO_MODEL = "an autoencoder is no model of p(x): it has no posterior and no prior";

    private static final String NO_POSTERIOR = "the encoder draws nothing: no q(z|x), and no bound on log p(x)";

    private LikelihoodMeasures() {}

    private static String noBound(Evaluated e) {
        return e.variant().hasPrior() ? NO_POSTERIOR : NO_MODEL;
    }

    /** Returns the metrics that a training records, with standard errors. */
    static List<Measured> recorded(Evaluated e, Inference.Measures measures) {
        List<Measured> all = new ArrayList<>();
        if (!e.variant().samples()) {
            all.add(Measured.leftOut(Metric.NEGATIVE_ELBO, "−ELBO", noBound(e), e.context(0)));
        }
        for (Metric metric : new Evaluator(e.inference(), e.spec()).metrics(e.input(), e.split(), measures)) {
            Double error = ImageNumbers.of(metric, measures, e.variant(), e.pixels())
                    .map(values -> Estimate.of(values).standardError())
                    .filter(Double::isFinite)
                    .orElse(null);
            all.add(Measured.of(metric, TITLES.get(metric.name()), error, note(e, metric.name())));
        }
        return all;
    }

    private static String note(Evaluated e, String name) {
        boolean two = e.variant().lowerCode().isPresent();
        return switch (name) {
            case Metric.NEGATIVE_ELBO ->
                isCrossEntropy(e) ? "grey pixels: a cross-entropy plus KL, no bound on a probability" : "β = 1";
            case Metric.RECONSTRUCTION -> e.variant().samples() ? "−log p(x|z), z sampled" : "−log p(x|z) at the code";
            case Metric.KL ->
                two ? "log q(z1|x) − log p(z1|z2) + KL(q(z2|z1) ‖ p(z2)), z1 and z2 sampled" : "KL(q(z|x) ‖ p(z))";
            case Metric.OBJECTIVE -> "what was minimized";
            case Metric.MSE -> "of the reconstruction from μ" + (two ? " of z2, through the mean of p(z1|z2)" : "");
            case Metric.HOLES ->
                String.format(
                        Locale.ROOT,
                        "of draws of N(0, I) without a code near, or of codes without a draw; %.3f if they agreed",
                        LatentHoles.expected(e.input().images().count()));
            default -> "variance of μ_j over images above " + LatentStatistics.ACTIVE_VARIANCE + (two ? "; of z2" : "");
        };
    }

    /** Returns errors of the reconstruction from the mean, in each of their units but that of {@link Metric#MSE}. */
    static List<Measured> reconstruction(Evaluated e, Inference.Measures measures) {
        MetricContext context = e.context(0);
        Estimate entropy = Estimate.of(e.inference().crossEntropies(e.input()));
        String of = note(e, Metric.MSE);
        return List.of(
                Measured.mean(
                        Measured.SQUARED_ERROR,
                        "Squared error",
                        Estimate.of(measures.squaredErrors()),
                        "per image",
                        of,
                        context),
                Measured.mean(Measured.CROSS_ENTROPY, "Cross-entropy", entropy, Metric.NATS, of, context),
                Measured.mean(
                        Measured.CROSS_ENTROPY_PER_PIXEL,
                        "Cross-entropy",
                        entropy.times(1.0 / e.pixels()),
                        "nats/pixel",
                        of,
                        context));
    }

    /**
     * Returns −log p(x) by {@code samples} draws, and bits per dimension from it or from −ELBO.
     *
     * @param samples 0 for none
     */
    static List<Measured> likelihood(Evaluated e, Inference.Measures measures, int samples, IntConsumer done) {
        List<Measured> all = new ArrayList<>();
        String what = e.variant().givenLabel() ? "−log p(x|y)" : "−log p(x)";
        if (!e.variant().samples()) {
            all.add(Measured.leftOut(Measured.NEGATIVE_LOG_LIKELIHOOD, what, noBound(e), e.context(0)));
            all.add(Measured.leftOut(Measured.BITS_PER_DIMENSION, "Bits per dimension", noBound(e), e.context(0)));
            return all;
        }
        float[] elbo = measures.losses().reconstruction().clone();
        for (int i = 0; i < elbo.length; i++) {
            elbo[i] += measures.losses().kl()[i];
        }
        Estimate nats = Estimate.of(elbo);
        MetricContext context = e.context(1);
        if (samples > 0) {
            LogLikelihoods logs = ImportanceSampling.of(e.inference(), e.input(), samples, done);
            nats = logs.negativeLogLikelihood();
            context = e.context(samples).with(Bound.IMPORTANCE, samples);
            all.add(Measured.mean(
                    Measured.NEGATIVE_LOG_LIKELIHOOD,
                    what,
                    nats,
                    Metric.NATS,
                    draws(logs, isCrossEntropy(e)),
                    context));
        }
        all.add(bits(e, nats, context));
        return all;
    }

    private static String draws(LogLikelihoods logs, boolean crossEntropy) {
        double squares = 0;
        for (double error : logs.samplingError()) {
            squares += error * error;
        }
        return String.format(
                Locale.ROOT,
                "K = %d, upper bound in expectation; sampling error %.4f, effective draws %.1f (median)%s",
                logs.samples(),
                Math.sqrt(squares) / logs.samplingError().length,
                NearestImages.median(logs.effectiveSamples()),
                crossEntropy ? "; grey pixels: of an unnormalized p" : "");
    }

    private static Measured bits(Evaluated e, Estimate nats, MetricContext context) {
        String title = "Bits per dimension";
        boolean grey = e.input().binarization() == Binarization.NONE;
        if (e.spec().model().likelihood() == Likelihood.GAUSSIAN) {
            return Measured.leftOut(
                    Measured.BITS_PER_DIMENSION,
                    title,
                    "a density at 256 grey levels is no probability of them",
                    context);
        }
        if (grey) {
            return Measured.leftOut(
                    Measured.BITS_PER_DIMENSION,
                    title,
                    "the cross-entropy of grey pixels is no log-likelihood; binarize them (dataset.binarization)",
                    context);
        }
        return Measured.mean(
                Measured.BITS_PER_DIMENSION,
                title,
                nats.times(1 / (e.pixels() * Math.log(2))),
                "bits/pixel",
                "of binary pixels, from " + (context.bound() == Bound.IMPORTANCE ? "−log p(x)" : "−ELBO")
                        + "; a fair coin for each pixel has 1",
                context);
    }

    private static boolean isCrossEntropy(Evaluated e) {
        return e.spec().model().likelihood() == Likelihood.BERNOULLI
                && e.input().binarization() == Binarization.NONE;
    }
}
