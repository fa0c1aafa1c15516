package dev.lattice.core.data;

import dev.lattice.core.config.Binarization;
import dev.lattice.core.config.Check;
import dev.lattice.core.config.DatasetSpec;
import dev.lattice.core.random.Seeds;
import java.util.Arrays;

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
     * Splits the training part of a data set as the specification says, by the stream "split" of {@code seeds}.
     *
     * @throws dev.lattice.core.config.ConfigException if validation or limit ask for more images than there are
     */
    public static DataSplit of(Dataset dataset, DatasetSpec spec, Seeds seeds) {
        int all = dataset.train().count();
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
        if (held == 0 && kept == all) {
            return new DataSplit(
                    dataset.name(),
                    dataset.checksum(),
                    dataset.train(),
                    dataset.train().first(0),
                    spec.binarization());
        }
        int[] order = seeds.permutation("split", 0, all);
        return new DataSplit(
                dataset.name(),
                dataset.checksum(),
                dataset.train().select(Arrays.copyOfRange(order, held, held + kept)),
                dataset.train().select(Arrays.copyOf(order, held)),
                spec.binarization());
    }
}
