package dev.lattice.benchmarks;

import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.data.DataLocations;
import dev.lattice.core.data.DataSplit;
import dev.lattice.core.data.Dataset;
import dev.lattice.core.data.Datasets;
import dev.lattice.core.engine.TrainingTask;
import dev.lattice.core.random.Seeds;
import java.nio.file.Path;
import java.util.Optional;

/** MNIST in memory, where {@code LATTICE_DATA} or the user's cache has it. */
public final class Images {

    private final Dataset mnist;

    /** Loads the images, without downloading. */
    public Images() {
        DataLocations locations =
                DataLocations.of(Optional.empty(), System.getenv(), Path.of(System.getProperty("user.home")), true);
        mnist = new Datasets(locations, (file, done, size) -> {})
                .load(Shape.PUBLISHED.get(0).experiment().dataset());
    }

    /** Returns the training of an experiment over these images. */
    public TrainingTask task(ExperimentSpec spec) {
        return TrainingTask.of(spec, DataSplit.of(mnist, spec.dataset(), new Seeds(spec.seed())));
    }

    /** Returns all of them. */
    public Dataset mnist() {
        return mnist;
    }
}
