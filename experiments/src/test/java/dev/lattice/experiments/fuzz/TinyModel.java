package dev.lattice.experiments.fuzz;

import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.config.SpecBinder;
import dev.lattice.core.engine.TrainedModel;
import dev.lattice.core.engine.TrainingCheckpoint;
import dev.lattice.core.engine.TrainingState;
import dev.lattice.core.model.Network;
import dev.lattice.core.modelfile.ModelFolder;
import dev.lattice.core.modelfile.SavedModel;
import dev.lattice.core.random.Seeds;
import dev.lattice.core.trial.EpochRecord;
import dev.lattice.core.trial.LossTerms;
import dev.lattice.core.trial.Provenance;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A model and a checkpoint of a few parameters. */
final class TinyModel {

    private static final List<EpochRecord> CURVE =
            List.of(new EpochRecord(1, new LossTerms(3, 2, 5), Optional.of(new LossTerms(2, 2, 4)), 0.5));

    private TinyModel() {}

    static void write(Path folder) {
        ExperimentSpec spec = SpecBinder.bind(
                Map.of("name", "tiny", "dataset", Map.of("name", "digits"), "model", Map.of("hidden", List.of(2))),
                ExperimentSpec.class);
        Network network = Network.of(spec.model(), 2, 2, 3);
        TrainedModel model = new TrainedModel(spec, network, 2, 2, network.initialParameters(new Seeds(1)));
        Provenance provenance = new Provenance("0", "unknown", "17", "here", "none", "feed", Instant.EPOCH);
        ModelFolder.write(folder, new SavedModel(model, 3, "fused", CURVE, List.of(), provenance));
    }

    static TrainingCheckpoint checkpoint() {
        return new TrainingCheckpoint(new TrainingState(1, 10, new float[100], new float[2][100]), CURVE);
    }
}
