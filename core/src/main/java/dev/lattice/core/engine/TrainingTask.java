package dev.lattice.core.engine;

import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.data.DataSplit;
import dev.lattice.core.data.ImageSet;
import dev.lattice.core.model.Network;
import dev.lattice.core.random.Seeds;

/**
 * One training: everything its result depends on.
 *
 * @param spec the experiment
 * @param network its network
 * @param data training and validation images
 */
public record TrainingTask(ExperimentSpec spec, Network network, DataSplit data) {

    /** Returns the task of an experiment over a split. */
    public static TrainingTask of(ExperimentSpec spec, DataSplit data) {
        ImageSet train = data.train();
        return new TrainingTask(spec, Network.of(spec.model(), train.height(), train.width(), train.classes()), data);
    }

    /** Returns the random streams. */
    public Seeds seeds() {
        return spec.seeds();
    }

    /** Returns the number of steps of an epoch; the last may be smaller than the others. */
    public int stepsPerEpoch() {
        int batch = spec.training().batchSize();
        return (data.train().count() + batch - 1) / batch;
    }
}
