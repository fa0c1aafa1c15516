package dev.lattice.core.trial;

import dev.lattice.core.config.Binarization;
import dev.lattice.core.config.Likelihood;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a number was measured on and under; two numbers are comparable only if all of it agrees.
 *
 * @param dataset name of the data set
 * @param split {@code validation} or {@code test}
 * @param images how many images it is the mean of
 * @param binarization what a pixel was
 * @param likelihood p(x|z)
 * @param sigma of the Gaussian likelihood, otherwise 0
 * @param givenLabel whether the label was given, as in log p(x|y)
 * @param samples K, the number of z per image; 0 where nothing is sampled
 * @param bound that the number is, or is a term of
 * @param beta weight of the KL term in the number; 1 for every number that is not an objective of training
 * @param splitId {@link dev.lattice.core.data.ImageSet#identity()} of the images; {@link #UNKNOWN} for a number that was stored
 *     before splits had one
 */
public record MetricContext(
        String dataset,
        String split,
        int images,
        Binarization binarization,
        Likelihood likelihood,
        double sigma,
        boolean givenLabel,
        int samples,
        Bound bound,
        Double beta,
        String splitId) {

    /** Identity of a split that nobody recorded: not known to be different from another unknown one, only from known ones. */
    public static final String UNKNOWN = "";

    /** Fills in what older files do not say. */
    public MetricContext {
        bound = bound == null ? (samples == 0 ? Bound.NONE : Bound.ELBO) : bound;
        beta = beta == null ? 1.0 : beta;
        splitId = splitId == null ? UNKNOWN : splitId;
    }

    /** Returns the context of a number stored by version 0.1: of the ELBO, β = 1, on a split of unknown identity. */
    public MetricContext(
            String dataset,
            String split,
            int images,
            Binarization binarization,
            Likelihood likelihood,
            double sigma,
            boolean givenLabel,
            int samples) {
        this(dataset, split, images, binarization, likelihood, sigma, givenLabel, samples, null, null, null);
    }

    /** Returns the same context with another bound of {@code k} samples. */
    public MetricContext with(Bound newBound, int k) {
        return new MetricContext(
                dataset, split, images, binarization, likelihood, sigma, givenLabel, k, newBound, beta, splitId);
    }

    /** Returns the same context with another weight of the KL term. */
    public MetricContext withBeta(double weight) {
        return new MetricContext(
                dataset, split, images, binarization, likelihood, sigma, givenLabel, samples, bound, weight, splitId);
    }

    /** Returns what is compared, by the name that messages use. */
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("dataset", dataset);
        fields.put("split", split);
        fields.put("split identity", splitId.isEmpty() ? "unknown" : splitId);
        fields.put("images", images);
        fields.put("binarization", lower(binarization));
        fields.put("likelihood", lower(likelihood));
        fields.put("sigma", sigma);
        fields.put("given label", givenLabel);
        fields.put("bound", lower(bound));
        fields.put("samples K", samples);
        fields.put("beta", beta);
        return fields;
    }

    /** Returns the names of the fields in which the two differ; empty if numbers may be compared. */
    public List<String> differences(MetricContext other) {
        if (equals(other)) {
            return List.of();
        }
        Map<String, Object> theirs = other.fields();
        List<String> names = new ArrayList<>();
        fields().forEach((name, value) -> {
            if (!value.equals(theirs.get(name))) {
                names.add(name);
            }
        });
        return names;
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
