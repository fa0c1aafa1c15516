package dev.lattice.core.engine.samediff;

import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.config.Precision;
import dev.lattice.core.engine.Inference;
import dev.lattice.core.engine.TrainedModel;
import dev.lattice.core.engine.TrainingEngine;
import dev.lattice.core.engine.TrainingSession;
import dev.lattice.core.engine.TrainingTask;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;

/** Trains any variant on any ND4J backend through SameDiff. */
public final class SameDiffEngine implements TrainingEngine {

    /** The name in {@code --engine}. */
    public static final String NAME = "samediff";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String backend() {
        return Nd4jBackend.describe();
    }

    @Override
    public Optional<String> refusal(ExperimentSpec spec) {
        return spec.training().precision() == Precision.F32
                ? Optional.empty()
                : Optional.of("the samediff engine trains in f32 only");
    }

    @Override
    public TrainingSession open(TrainingTask task) {
        float[] initial = task.network().initialParameters(task.seeds());
        return new SameDiffSession(task, new NetworkGraph(task.network(), DataType.FLOAT, initial));
    }

    @Override
    public Inference load(TrainedModel model) {
        return new SameDiffInference(new NetworkGraph(model.network(), DataType.FLOAT, model.parameters()));
    }
}
