package dev.lattice.experiments.run;

import dev.lattice.core.config.ConfigException;
import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.config.Precision;
import dev.lattice.core.config.SpecBinder;
import dev.lattice.core.config.TrainingSpec;
import dev.lattice.core.engine.Inference;
import dev.lattice.core.engine.TrainedModel;
import dev.lattice.core.engine.TrainingEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** The engines on the class path, fastest first, and the choice among them. */
public final class Engines {

    /** The name that leaves the choice to us. */
    public static final String AUTO = "auto";

    private static final List<TrainingEngine> ALL =
            ServiceLoader.load(TrainingEngine.class, Engines.class.getClassLoader()).stream()
                    .map(ServiceLoader.Provider::get)
                    .toList();

    private final List<TrainingEngine> allowed;

    private Engines(List<TrainingEngine> allowed) {
        this.allowed = allowed;
    }

    /** Returns the names of all engines in the order in which {@link #AUTO} tries them, as the services file lists them. */
    public static List<String> names() {
        return ALL.stream().map(TrainingEngine::name).toList();
    }

    /**
     * Returns a choice.
     *
     * @param name of an engine, or {@link #AUTO}
     * @throws ConfigException if there is no engine of that name
     */
    public static Engines named(String name) {
        if (name.equals(AUTO)) {
            return new Engines(ALL);
        }
        List<TrainingEngine> one =
                ALL.stream().filter(e -> e.name().equals(name)).toList();
        if (one.isEmpty()) {
            List<String> known = new ArrayList<>(names());
            known.add(AUTO);
            throw SpecBinder.unknown("engine", name, known).in("--engine");
        }
        return new Engines(one);
    }

    /**
     * Returns the first allowed engine that can train an experiment.
     *
     * @throws ConfigException with the reasons if there is none
     */
    public TrainingEngine engine(ExperimentSpec spec) {
        List<String> reasons = new ArrayList<>();
        for (TrainingEngine engine : allowed) {
            Optional<String> refusal = engine.refusal(spec);
            if (refusal.isEmpty()) {
                return engine;
            }
            reasons.add(engine.name() + ": " + refusal.get());
        }
        throw new ConfigException("no engine can train '" + spec.name() + "': " + String.join("; ", reasons));
    }

    /** Returns a trained model ready for use. The caller closes it. */
    public Inference load(TrainedModel model) {
        // What cannot train in bf16 can still use a model that was.
        TrainingSpec inF32 = model.spec().training().withPrecision(Precision.F32);
        return engine(model.spec().withTraining(inF32)).load(model);
    }
}
