package dev.lattice.core.engine.samediff;

import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.config.Precision;
import dev.lattice.core.engine.Inference;
import dev.lattice.core.engine.TrainedModel;
import dev.lattice.core.engine.TrainingEngine;
import dev.lattice.core.engine.TrainingSession;
import dev.lattice.core.engine.TrainingTask;
import dev.lattice.core.model.Variant;
import dev.lattice.core.model.Variants;
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
        if (spec.training().precision() != Precision.F32) {
            return Optional.of("the samediff engine trains in f32 only");
        }
        Variant variant = Variants.configured(spec.model());
        boolean sums = variant.samples() || variant.codeTerm().isPresent();
        boolean single = spec.model().latent() == 1
                || variant.lowerCode().filter(code -> code.latent() == 1).isPresent();
        return sums && single
                ? Optional.of("the samediff engine needs codes of at least 2 dimensions: ND4J cannot sum over one")
                : Optional.empty();
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
