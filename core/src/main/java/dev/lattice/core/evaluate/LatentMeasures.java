package dev.lattice.core.evaluate;

import dev.lattice.core.data.ImageSet;
import dev.lattice.core.engine.Inference;
import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.MetricContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What the codes of images hold. */
final class LatentMeasures {

    /** Neighbours that vote. */
    static final int NEIGHBOURS = 10;

    /** Training images whose codes neighbours and probes are taken from. */
    static final int FITTED = 10_000;

    /** Why training images have no number of those that refer to training images. */
    static final String OWN_IMAGES =
            "it would be fitted on the images that it is measured on; evaluate test or validation images";

    private static final String NEIGHBOUR_TITLE = "k-NN accuracy on μ";
    private static final String PROBE_TITLE = "Linear probe on μ";

    private LatentMeasures() {}

    /** Returns the KL of each dimension, and the variance along principal components. */
    static List<Measured> ofDimensions(Evaluated e, Inference.Codes codes) {
        List<Measured> all = new ArrayList<>();
        MetricContext context = e.context(0);
        if (e.variant().samples()) {
            String of = e.variant().lowerCode().isPresent() ? "of z2 at the mean of z1, a part of the KL alone" : "";
            Estimate[] kl = LatentStatistics.klByDimension(codes);
            for (int j = 0; j < kl.length; j++) {
                all.add(Measured.mean(Measured.KL_OF + j, "KL of z_" + j, kl[j], Metric.NATS, of, context));
            }
        }
        if (e.input().images().count() > 1) {
            double[] shares = LatentStatistics.explainedVariance(codes);
            for (int j = 0; j < shares.length; j++) {
                all.add(Measured.number(
                        Measured.EXPLAINED_VARIANCE_OF + (j + 1),
                        "Variance of μ along " + (j + 1) + " components",
                        shares[j],
                        "share",
                        "",
                        context));
            }
        }
        return all;
    }

    /**
     * Returns how well classes can be told by codes.
     *
     * @param training images of the model's training
     * @param linear whether a linear probe is fitted besides asking the neighbours
     */
    static List<Measured> probes(Evaluated e, Inference.Codes codes, ImageSet training, boolean linear) {
        ImageSet images = e.input().images();
        MetricContext context = e.context(0);
        String reason =
                e.split().equals("train") ? OWN_IMAGES : images.classes() < 2 ? "the images have one class" : "";
        List<Measured> all = new ArrayList<>();
        if (!reason.isEmpty()) {
            all.add(Measured.leftOut(Measured.NEIGHBOUR_ACCURACY, NEIGHBOUR_TITLE, reason, context));
            if (linear) {
                all.add(Measured.leftOut(Measured.PROBE_ACCURACY, PROBE_TITLE, reason, context));
            }
            return all;
        }
        ImageSet fitted = training.sample(FITTED);
        Inference.Codes known = e.inference()
                .encode(new Inference.Input(
                        fitted, e.input().binarization(), e.input().seeds()));
        int classes = Math.max(fitted.classes(), images.classes());
        int[] wanted = labels(images);
        String of = String.format(Locale.ROOT, "codes of %,d training images", fitted.count())
                + (e.variant().givenLabel() ? "; the encoder is given the label" : "");
        double[] voted = new NearestCodes(known.mean(), labels(fitted), classes)
                .right(codes.mean(), wanted, Math.min(NEIGHBOURS, fitted.count()));
        String how = "k = " + NEIGHBOURS + ", " + of;
        all.add(Measured.mean(Measured.NEIGHBOUR_ACCURACY, NEIGHBOUR_TITLE, Estimate.of(voted), "share", how, context));
        if (linear) {
            double[] probed =
                    LinearProbe.fit(known.mean(), labels(fitted), classes).right(codes.mean(), wanted);
            String by = "logistic regression, " + of;
            all.add(Measured.mean(Measured.PROBE_ACCURACY, PROBE_TITLE, Estimate.of(probed), "share", by, context));
        }
        return all;
    }

    static int[] labels(ImageSet images) {
        int[] labels = new int[images.count()];
        Arrays.setAll(labels, images::label);
        return labels;
    }
}
