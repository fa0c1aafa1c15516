package dev.lattice.core.engine.samediff;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.config.SpecBinder;
import dev.lattice.core.data.DataLocations;
import dev.lattice.core.data.DataSplit;
import dev.lattice.core.data.Dataset;
import dev.lattice.core.data.Datasets;
import dev.lattice.core.data.DownloadListener;
import dev.lattice.core.engine.TrainingSession;
import dev.lattice.core.engine.TrainingTask;
import dev.lattice.core.engine.fused.FusedEngine;
import dev.lattice.core.random.Seeds;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Twenty steps of IWAE on the real images against SameDiff in double: a weight is the exponential of a loss of hundreds of nats, of
 * which SameDiff's sums of floats keep about three decimals, too few to compare two engines by.
 */
@Tag("slow")
class WeightedDrawsTest {

    private static final double PARAMETER_TOLERANCE = 1e-4;
    private static final double NOISY_SHARE = 1e-4;

    @Test
    void theFusedEngineAgreesWithDoubles() {
        assumeTrue(System.getenv("LATTICE_DATA") != null, "SKIPPED: LATTICE_DATA names no folder with the real MNIST");
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", "mnist-mlp");
        SpecBinder.put(tree, "dataset.name", "mnist");
        SpecBinder.put(tree, "dataset.validation", 0);
        SpecBinder.put(tree, "dataset.limit", 20 * 128);
        SpecBinder.put(tree, "model.variant", "iwae");
        SpecBinder.put(tree, "training.batchSize", 128);
        ExperimentSpec spec = SpecBinder.bind(tree, ExperimentSpec.class);
        DataLocations locations = DataLocations.of(Optional.empty(), System.getenv(), Path.of("/nowhere"), true);
        Dataset mnist = new Datasets(locations, DownloadListener.SILENT).load(spec.dataset());
        TrainingTask task = TrainingTask.of(spec, DataSplit.of(mnist, spec.dataset(), new Seeds(spec.seed())));
        float[] initial = task.network().initialParameters(task.seeds());
        float[] expected =
                oneEpoch(new SameDiffSession(task, new NetworkGraph(task.network(), DataType.DOUBLE, initial)));
        float[] actual = oneEpoch(new FusedEngine().open(task));
        double largest = 0;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        int outside = 0;
        for (int i = 0; i < expected.length; i++) {
            outside += Math.abs(expected[i] - actual[i]) > PARAMETER_TOLERANCE * largest ? 1 : 0;
        }
        assertTrue(outside <= NOISY_SHARE * expected.length, outside + " of " + expected.length + " differ");
    }

    private static float[] oneEpoch(TrainingSession session) {
        try (session) {
            session.trainEpoch(1, (epoch, step, steps) -> {});
            return session.parameters();
        }
    }
}
