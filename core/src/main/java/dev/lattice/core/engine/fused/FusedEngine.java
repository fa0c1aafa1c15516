package dev.lattice.core.engine.fused;

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

/**
 * Trains networks on the CPU with hand-written gradients: library products and convolutions, fused kernels, flat buffers.
 * Each session uses one thread; run as many as there are cores.
 */
public final class FusedEngine implements TrainingEngine {

    /** The name in {@code --engine}. */
    public static final String NAME = "fused";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String backend() {
        return FusedBackend.description();
    }

    @Override
    public Optional<String> refusal(ExperimentSpec spec) {
        Variant variant = Variants.configured(spec.model());
        if (variant.objective().isPresent() && variant.importanceSamples().isEmpty()) {
            return Optional.of("the fused engine does not know the objective of variant '"
                    + spec.model().variant() + "'");
        }
        if (spec.model().conv().isPresent() && !FusedBackend.convolves()) {
            return Optional.of("convolutions need oneDNN, which does not load on this machine");
        }
        if (spec.model().conv().isPresent() && spec.training().precision() == Precision.BF16) {
            return Optional.of("'training.precision' bf16 is for dense networks; convolutions run in f32");
        }
        if (spec.training().precision() == Precision.BF16 && !FusedBackend.supportsBf16()) {
            return Optional.of("'training.precision' bf16 needs a CPU with bf16 instructions (AVX512-BF16 or AMX)");
        }
        return Optional.empty();
    }

    @Override
    public TrainingSession open(TrainingTask task) {
        return Workspace.filled(workspace -> new FusedSession(workspace, task));
    }

    @Override
    public Inference load(TrainedModel model) {
        // A model trained in bf16 is used in f32 where the CPU has no bf16: its weights are 32-bit numbers.
        Precision trained = model.spec().training().precision();
        Precision usable = FusedBackend.supportsBf16() ? trained : Precision.F32;
        return Workspace.filled(workspace ->
                new FusedInference(workspace, model.network(), model.parameters(), usable, Optional.empty()));
    }
}
