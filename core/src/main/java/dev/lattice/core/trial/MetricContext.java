package dev.lattice.core.trial;

import dev.lattice.core.config.Binarization;
import dev.lattice.core.config.Likelihood;
import java.util.ArrayList;
import java.util.List;

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
 * @param samples number of z per image; 0 where nothing is sampled
 */
public record MetricContext(
        String dataset,
        String split,
        int images,
        Binarization binarization,
        Likelihood likelihood,
        double sigma,
        boolean givenLabel,
        int samples) {

    /** Returns the names of the fields in which the two differ; empty if numbers may be compared. */
    public List<String> differences(MetricContext other) {
        List<String> fields = new ArrayList<>();
        compare(fields, "dataset", dataset, other.dataset);
        compare(fields, "split", split, other.split);
        compare(fields, "images", images, other.images);
        compare(fields, "binarization", binarization, other.binarization);
        compare(fields, "likelihood", likelihood, other.likelihood);
        compare(fields, "sigma", sigma, other.sigma);
        compare(fields, "given label", givenLabel, other.givenLabel);
        compare(fields, "samples", samples, other.samples);
        return fields;
    }

    private static void compare(List<String> fields, String name, Object mine, Object theirs) {
        if (!mine.equals(theirs)) {
            fields.add(name);
        }
    }
}
