package dev.lattice.core.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;

/**
 * Which images, and how they are divided.
 *
 * @param name {@code mnist}, {@code fashion-mnist}, {@code digits} (embedded), or for the user's own files {@code idx},
 *     {@code csv} or {@code images}
 * @param path file or folder of the user's own data; empty for the named sets
 * @param testPath test data of the user's own set; empty: a seeded tenth of {@code path} is set aside
 * @param validation share (below 1) or count (1 or more) of the training images held out; 0 for none
 * @param limit number of training images used after the split, drawn by the seed; 0 for all
 * @param without classes that are left out of the training images, so that a model can be tried on what it never saw; the
 *     test images stay as they are
 * @param binarization how pixels become data
 * @param splitSeed seed of the split and the limit, and of binary images that do not change from epoch to epoch; the experiment's own
 *     if absent. A search over seeds fixes it, so that all its cells are measured on the same images
 */
public record DatasetSpec(
        String name,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String path,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String testPath,
        Double validation,
        Integer limit,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Integer> without,
        Binarization binarization,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Long> splitSeed) {

    /** Fills in defaults and checks every value. */
    public DatasetSpec {
        Check.notBlank("dataset.name", name);
        path = path == null ? "" : path;
        testPath = testPath == null ? "" : testPath;
        validation = validation == null ? 0.1 : validation;
        limit = limit == null ? 0 : limit;
        without = without == null ? List.of() : Check.wholeNumbers("dataset.without", without);
        binarization = binarization == null ? Binarization.NONE : binarization;
        splitSeed = splitSeed == null ? Optional.empty() : splitSeed;
        Check.notNegative("dataset.validation", validation);
        Check.require(
                validation < 1 || validation == Math.rint(validation),
                "dataset.validation",
                "must be a share below 1 or a whole number of images",
                validation);
        Check.atLeast("dataset.limit", 0, limit);
        for (int label : without) {
            Check.require(label >= 0, "dataset.without", "must hold classes of at least 0", without);
        }
    }

    /** Returns the images of a data set, split by the experiment's seed. */
    public DatasetSpec(
            String name,
            String path,
            String testPath,
            Double validation,
            Integer limit,
            List<Integer> without,
            Binarization binarization) {
        this(name, path, testPath, validation, limit, without, binarization, Optional.empty());
    }

    /** Returns the same images, split by a seed of their own. */
    public DatasetSpec withSplitSeed(long seed) {
        return new DatasetSpec(name, path, testPath, validation, limit, without, binarization, Optional.of(seed));
    }
}
