package dev.lattice.core.evaluate;

import dev.lattice.core.data.ImageSet;
import dev.lattice.core.trial.MetricContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleConsumer;

/** What images are like that a model makes up from draws of its prior. */
final class SampleMeasures {

    /** Images compared with the training images, and draws compared with them. */
    private static final int COMPARED = 1000;

    /** Draws whose features are compared with those of images, at most. */
    private static final int DRAWN = 10_000;

    private static final String TRAINING_TITLE = "… of training images";

    private SampleMeasures() {}

    /**
     * Returns distances of draws to real images.
     *
     * @param training images of the model's training
     * @param judge classifier of the Fréchet distance
     * @param nearest whether draws are compared with training images too
     * @param progress is told the share that is done
     */
    static List<Measured> of(
            Evaluated e, ImageSet training, SharedClassifier judge, boolean nearest, DoubleConsumer progress) {
        MetricContext context = e.context(0);
        List<Measured> all = new ArrayList<>();
        String none = !e.variant().hasPrior()
                ? "an autoencoder has no prior to draw from"
                : e.split().equals("train") ? LatentMeasures.OWN_IMAGES : "";
        if (!none.isEmpty()) {
            all.add(Measured.leftOut(Measured.FRECHET_DISTANCE, "Fréchet distance", none, context));
            if (nearest) {
                all.add(Measured.leftOut(Measured.SAMPLE_DISTANCE, "Sample distance", none, context));
            }
            return all;
        }
        ImageSet images = e.input().images().sample(DRAWN);
        // As many draws as images, of their classes.
        int[] labels = LatentMeasures.labels(images);
        float[] draws = PriorDraws.decoded(e.inference(), e.input().seeds().derive("prior draws"), labels);
        if (images.count() < 2 || judge.images().classes() < 2) {
            String reason = "it takes at least 2 images, of at least 2 classes";
            all.add(Measured.leftOut(Measured.FRECHET_DISTANCE, "Fréchet distance", reason, context));
        } else {
            all.addAll(frechet(images, draws, training, judge.get(progress), context));
        }
        if (nearest) {
            all.addAll(nearest(images, draws, training, context));
        }
        return all;
    }

    private static List<Measured> frechet(
            ImageSet images, float[] draws, ImageSet training, ImageClassifier classifier, MetricContext context) {
        float[] pixels = ImageClassifier.pixels(images);
        ImageClassifier.Judgement real = classifier.classify(pixels);
        Gaussian features = real.distribution();
        int[] labels = LatentMeasures.labels(images);
        double[] right = new double[labels.length];
        Arrays.setAll(right, i -> real.labels()[i] == labels[i] ? 1 : 0);
        String of = String.format(
                Locale.ROOT, "%,d draws of the prior, features of a classifier trained here", images.count());
        List<Measured> all = new ArrayList<>();
        all.add(Measured.number(
                Measured.FRECHET_DISTANCE,
                "Fréchet distance",
                classifier.classify(draws).distribution().frechetDistance(features),
                "",
                of,
                context));
        if (training.count() < images.count()) {
            // The fewer images, the larger a Fréchet distance: no model could be held against it.
            String reason = String.format(
                    Locale.ROOT, "it takes as many training images as draws, but there are %,d", training.count());
            all.add(Measured.leftOut(Measured.FRECHET_DISTANCE_OF_TRAINING, TRAINING_TITLE, reason, context));
        } else {
            float[] known = ImageClassifier.pixels(training.sample(images.count()));
            all.add(Measured.number(
                    Measured.FRECHET_DISTANCE_OF_TRAINING,
                    TRAINING_TITLE,
                    classifier.classify(known).distribution().frechetDistance(features),
                    "",
                    "what a perfect model would come to",
                    context));
        }
        all.add(Measured.mean(
                Measured.CLASSIFIER_ACCURACY,
                "Classifier accuracy",
                Estimate.of(right),
                "share",
                "of the classifier of the Fréchet distances, on the evaluated images",
                context));
        return all;
    }

    private static List<Measured> nearest(ImageSet images, float[] draws, ImageSet training, MetricContext context) {
        int size = images.imageSize();
        double[] drawn =
                NearestImages.distances(Arrays.copyOf(draws, Math.min(draws.length, COMPARED * size)), training);
        double[] real = NearestImages.distances(ImageClassifier.pixels(images.sample(COMPARED)), training);
        String unit = "Euclidean";
        String of = String.format(
                Locale.ROOT, "to the nearest of %,d training images, median of %,d", training.count(), drawn.length);
        return List.of(
                Measured.number(
                        Measured.SAMPLE_DISTANCE, "Sample distance", NearestImages.median(drawn), unit, of, context),
                Measured.number(
                        Measured.SMALLEST_SAMPLE_DISTANCE,
                        "… smallest",
                        Arrays.stream(drawn).min().orElseThrow(),
                        unit,
                        "0 would be a copy of a training image",
                        context),
                Measured.number(
                        Measured.IMAGE_DISTANCE,
                        "Image distance",
                        NearestImages.median(real),
                        unit,
                        "the same of the evaluated images",
                        context),
                Measured.number(
                        Measured.SMALLEST_IMAGE_DISTANCE,
                        "… smallest",
                        Arrays.stream(real).min().orElseThrow(),
                        unit,
                        "",
                        context));
    }
}
