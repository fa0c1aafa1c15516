package dev.lattice.core.data;

import dev.lattice.core.config.DatasetSpec;
import dev.lattice.core.random.Seeds;
import java.util.Optional;

/** {@code digits}: 60,000 + 10,000 generated images, the same everywhere, so that demo and tests need no file. */
final class DigitsSource implements DatasetSource {

    private static final int TRAIN_IMAGES = 60_000;
    private static final int TEST_IMAGES = 10_000;

    // Part of the data set's identity, like MNIST's bytes: never the experiment's seed.
    private static final Seeds SEEDS = new Seeds(28);

    @Override
    public String name() {
        return "digits";
    }

    @Override
    public DatasetInfo describe(DataLocations locations) {
        return new DatasetInfo(
                name(),
                "generated handwritten digits, embedded",
                true,
                "embedded",
                Optional.of(new DatasetInfo.Size(
                        TRAIN_IMAGES,
                        TEST_IMAGES,
                        DigitsGenerator.CLASSES,
                        DigitsGenerator.SIDE,
                        DigitsGenerator.SIDE,
                        0)));
    }

    @Override
    public Dataset load(DatasetSpec spec, DataLocations locations, DownloadListener listener) {
        DatasetSource.requireNoPath(spec);
        return Dataset.of(
                name(),
                DigitsGenerator.generate(TRAIN_IMAGES, SEEDS, "train"),
                DigitsGenerator.generate(TEST_IMAGES, SEEDS, "test"));
    }
}
