package dev.lattice.core.modelfile;

import dev.lattice.core.engine.TrainedModel;
import dev.lattice.core.trial.EpochRecord;
import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.Provenance;
import java.util.List;

/**
 * A model with its history.
 *
 * @param model network and parameters
 * @param classes number of classes of the data set it was trained on
 * @param engine that trained it
 * @param curve learning curve
 * @param metrics measured when its training ended
 * @param provenance where it comes from
 */
public record SavedModel(
        TrainedModel model,
        int classes,
        String engine,
        List<EpochRecord> curve,
        List<Metric> metrics,
        Provenance provenance) {

    /** Copies the lists. */
    public SavedModel {
        curve = List.copyOf(curve);
        metrics = List.copyOf(metrics);
    }
}
