package dev.lattice.core.engine.fused;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lattice.core.engine.TrainingSession;
import dev.lattice.core.engine.TrainingTask;
import dev.lattice.core.engine.samediff.SameDiffEngine;
import java.util.Map;

/** SameDiff's gradients, by autodiff, against hand-written ones: one step of gradient descent with rate 1 is the gradient. */
final class Autodiff {

    /** Settings of a task of at most 70 images whose only epoch is such a step. */
    static final Map<String, Object> ONE_STEP =
            Map.of("training.optimizer", "sgd", "training.learningRate", 1, "training.batchSize", 70);

    private Autodiff() {}

    /** Fails if a parameter after the step differs by more than 2e-5 of the largest change; closes the session, which is of the task. */
    static void assertSameGradients(TrainingTask task, TrainingSession session) {
        float[] initial = task.network().initialParameters(task.seeds());
        float[] actual = oneEpoch(session);
        float[] expected = oneEpoch(new SameDiffEngine().open(task));
        double largest = 0;
        for (int i = 0; i < initial.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i] - initial[i]));
        }
        for (int i = 0; i < initial.length; i++) {
            assertEquals(expected[i], actual[i], 2e-5 * largest, "parameter " + i);
        }
    }

    private static float[] oneEpoch(TrainingSession session) {
        try (session) {
            session.trainEpoch(1, (e, s, n) -> {});
            return session.parameters();
        }
    }
}
