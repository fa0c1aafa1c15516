package dev.lattice.core.data;

import dev.lattice.core.config.Binarization;
import dev.lattice.core.config.Check;
import dev.lattice.core.config.DatasetSpec;
import dev.lattice.core.random.Seeds;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What training and search may see: training and validation images, never the test images.
 *
 * @param dataset name of the data set
 * @param checksum of the whole data set
 * @param train images to learn from
 * @param validation images to select on; may be empty
 * @param binarization how pixels become data
 */
public record DataSplit(
        String dataset, String checksum, ImageSet train, ImageSet validation, Binarization binarization) {

    /**
     * Splits the training part of a data set as the specification says, by the stream "split" of {@code seeds}, or of the
     * specification's own seed for it. Classes that
     * are left out are in neither part.
     *
     * @throws dev.lattice.core.config.ConfigException if validation or limit ask for more images than there are, or a class
     *     that is left out does not exist
     */
    public static DataSplit of(Dataset dataset, DatasetSpec spec, Seeds seeds) {
        int[] chosen = chosen(dataset.train(), spec);
        int all = chosen.length;
        int held = (int) (spec.validation() < 1 ? Math.round(spec.validation() * all) : spec.validation());
        Check.require(
                held < all,
                "dataset.validation",
                "must leave some of the " + all + " images to train on",
                spec.validation());
        int kept = spec.limit() == 0 ? all - held : spec.limit();
        Check.require(
                kept <= all - held,
                "dataset.limit",
                "must be at most the " + (all - held) + " images left after validation",
                spec.limit());
        if (held == 0 && kept == dataset.train().count()) {
            return new DataSplit(
                    dataset.name(),
                    dataset.checksum(),
                    dataset.train(),
                    dataset.train().first(0),
                    spec.binarization());
        }
        Seeds own = spec.splitSeed().map(Seeds::new).orElse(seeds);
        int[] order = own.permutation("split", 0, all);
        Arrays.setAll(order, i -> chosen[order[i]]);
        return new DataSplit(
                dataset.name(),
                dataset.checksum(),
                dataset.train().shuffle(Arrays.copyOfRange(order, held, held + kept)),
                dataset.train().shuffle(Arrays.copyOf(order, held)),
                spec.binarization());
    }

    private static int[] chosen(ImageSet images, DatasetSpec spec) {
        for (int label : spec.without()) {
            Check.require(
                    label < images.classes(),
                    "dataset.without",
                    "must hold classes from 0 to " + (images.classes() - 1),
                    spec.without());
        }
        return IntStream.range(0, images.count())
                .filter(i -> !spec.without().contains(images.label(i)))
                .toArray();
    }
}
