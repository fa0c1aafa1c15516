package dev.lattice.report.figure;

import dev.lattice.core.data.ImageSet;
import dev.lattice.core.engine.Inference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** What each latent dimension does: one image's code with one number changed at a time. */
public final class Traversals {

    /**
     * How dimensions are traversed.
     *
     * @param image index of the image whose code the others keep
     * @param dimensions how many at most, those whose means vary most over the images first
     * @param steps values of each, at least 2
     * @param range from −range to range, in standard deviations of the prior
     */
    public record Options(int image, int dimensions, int steps, double range) {

        /** Returns the first image, 12 dimensions, 11 values from −3 to 3. */
        public static Options defaults() {
            return new Options(0, 12, 11, 3);
        }
    }

    private Traversals() {}

    /** Returns a row per dimension; empty if the images do not fit the model. */
    public static Optional<Figure> of(
            String name, Subject subject, Inference model, Inference.Input input, Options options) {
        if (!ModelImages.fits(model, input)) {
            return Optional.empty();
        }
        ImageSet images = input.images();
        int latent = model.network().latent();
        float[] means = model.encode(input).mean();
        double[] variances = variances(means, latent);
        int[] order = IntStream.range(0, latent)
                .boxed()
                .sorted(Comparator.comparingDouble(j -> -variances[j]))
                .limit(options.dimensions())
                .mapToInt(Integer::intValue)
                .toArray();
        int[] labels = new int[options.steps()];
        Arrays.fill(labels, images.label(options.image()));
        List<ImageGrid.Row> rows = new ArrayList<>();
        for (int j : order) {
            float[] z = new float[options.steps() * latent];
            for (int s = 0; s < options.steps(); s++) {
                System.arraycopy(means, options.image() * latent, z, s * latent, latent);
                z[s * latent + j] = (float) (options.range() * (2.0 * s / (options.steps() - 1) - 1));
            }
            List<float[]> tiles = ModelImages.tiles(model.decode(z, labels), images.imageSize());
            String note = String.format(Locale.ROOT, "variance %.2f", variances[j]);
            rows.add(new ImageGrid.Row("z" + subscript(j + 1), images.count() > 1 ? note : "", tiles, false));
        }
        String range = String.format(Locale.ROOT, "−%1$.3g to %1$.3g", options.range());
        String caption = "One latent dimension at a time from " + range + ", the others as in the code of one image, "
                + subject.valued() + "; "
                + (order.length < latent ? order.length + " of " + latent + " dimensions, " : "")
                + "those whose means vary most over " + images.count() + " images first.";
        return Optional.of(new ImageGrid(images.height(), images.width(), rows).figure(name, caption));
    }

    private static double[] variances(float[] means, int latent) {
        int count = means.length / latent;
        double[] variances = new double[latent];
        for (int j = 0; j < latent; j++) {
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < count; i++) {
                double v = means[i * latent + j];
                sum += v;
                squares += v * v;
            }
            variances[j] = squares / count - sum / count * (sum / count);
        }
        return variances;
    }

    private static String subscript(int number) {
        StringBuilder text = new StringBuilder();
        for (char digit : String.valueOf(number).toCharArray()) {
            text.append((char) ('₀' + digit - '0'));
        }
        return text.toString();
    }
}
