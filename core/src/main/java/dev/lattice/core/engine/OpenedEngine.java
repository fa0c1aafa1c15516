package dev.lattice.core.engine;

import dev.lattice.core.config.ExperimentSpec;
import java.util.Optional;

/** An engine whose first session is open already, as one of a pack; what is trained again afterwards is trained alone. */
public final class OpenedEngine implements TrainingEngine {

    private final TrainingEngine engine;
    private TrainingSession opened;

    /**
     * Creates the view of an engine.
     *
     * @param opened what {@link #open} returns the first time, whose task the caller names then
     */
    public OpenedEngine(TrainingEngine engine, TrainingSession opened) {
        this.engine = engine;
        this.opened = opened;
    }

    @Override
    public String name() {
        return engine.name();
    }

    @Override
    public String backend() {
        return engine.backend();
    }

    @Override
    public Optional<String> refusal(ExperimentSpec spec) {
        return engine.refusal(spec);
    }

    @Override
    public TrainingSession open(TrainingTask task) {
        TrainingSession session = opened;
        opened = null;
        return session == null ? engine.open(task) : session;
    }

    @Override
    public Inference load(TrainedModel model) {
        return engine.load(model);
    }
}
