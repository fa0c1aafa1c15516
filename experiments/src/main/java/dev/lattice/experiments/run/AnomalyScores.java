package dev.lattice.experiments.run;

import dev.lattice.core.data.ImageSet;
import dev.lattice.core.engine.Inference;
import dev.lattice.core.evaluate.RocCurve;
import dev.lattice.core.trial.Metric;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * How unusual a model finds images: the larger a score, the less it is like what it was trained on.
 *
 * @param labels of the images
 * @param anomalous which of them are said to be anomalies
 * @param scores by name, in nats: {@code reconstruction} is −log p(x|z), {@code negativeElbo} adds the KL; z is sampled where the
 *     variant samples, which is the same draw for the same image and seed
 */
public record AnomalyScores(int[] labels, boolean[] anomalous, Map<String, double[]> scores) {

    /** Scores images of one set, of which those with some labels are anomalies. */
    public static AnomalyScores ofClasses(OpenModel model, ImageSet images, IntPredicate anomalous) {
        int[] labels = new int[images.count()];
        Arrays.setAll(labels, images::label);
        boolean[] flags = new boolean[labels.length];
        for (int i = 0; i < flags.length; i++) {
            flags[i] = anomalous.test(labels[i]);
        }
        return new AnomalyScores(labels, flags, scores(model, images));
    }

    /** Scores images of two sets, the second of which are anomalies. */
    public static AnomalyScores ofSets(OpenModel model, ImageSet normal, ImageSet anomalies) {
        AnomalyScores first = ofClasses(model, normal, label -> false);
        AnomalyScores second = ofClasses(model, anomalies, label -> true);
        int n = first.labels.length;
        int[] labels = Arrays.copyOf(first.labels, n + second.labels.length);
        System.arraycopy(second.labels, 0, labels, n, second.labels.length);
        boolean[] flags = new boolean[labels.length];
        Arrays.fill(flags, n, flags.length, true);
        Map<String, double[]> scores = new LinkedHashMap<>();
        first.scores.forEach((name, values) -> {
            double[] all = Arrays.copyOf(values, labels.length);
            System.arraycopy(second.scores.get(name), 0, all, n, labels.length - n);
            scores.put(name, all);
        });
        return new AnomalyScores(labels, flags, scores);
    }

    /** Returns the scores of the normal images, or those of the anomalies. */
    public double[] of(String score, boolean anomalies) {
        double[] all = scores.get(score);
        double[] some = new double[all.length];
        int count = 0;
        for (int i = 0; i < all.length; i++) {
            if (anomalous[i] == anomalies) {
                some[count++] = all[i];
            }
        }
        return Arrays.copyOf(some, count);
    }

    /** Returns the area under the ROC curve of a score; both groups must have images. */
    public double area(String score) {
        return RocCurve.area(of(score, false), of(score, true));
    }

    private static Map<String, double[]> scores(OpenModel model, ImageSet images) {
        Inference.ImageLosses losses = model.inference().evaluate(model.input(images));
        Map<String, double[]> scores = new LinkedHashMap<>();
        double[] reconstruction = new double[images.count()];
        double[] bound = new double[images.count()];
        for (int i = 0; i < reconstruction.length; i++) {
            reconstruction[i] = losses.reconstruction()[i];
            bound[i] = losses.reconstruction()[i] + losses.kl()[i];
        }
        scores.put(Metric.RECONSTRUCTION, reconstruction);
        if (model.inference().network().variant().samples()) {
            scores.put(Metric.NEGATIVE_ELBO, bound);
        }
        return scores;
    }
}
