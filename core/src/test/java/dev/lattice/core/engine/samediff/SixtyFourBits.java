package dev.lattice.core.engine.samediff;

import dev.lattice.core.engine.TrainingSession;
import dev.lattice.core.engine.TrainingTask;
import org.nd4j.linalg.api.buffer.DataType;

/** The engine's own graph and optimizer in 64 bits: what rounding to 32 is held against. */
public final class SixtyFourBits {

    private SixtyFourBits() {}

    /** Opens a training. */
    public static TrainingSession open(TrainingTask task) {
        float[] initial = task.network().initialParameters(task.seeds());
        return new SameDiffSession(task, new NetworkGraph(task.network(), DataType.DOUBLE, initial));
    }
}
