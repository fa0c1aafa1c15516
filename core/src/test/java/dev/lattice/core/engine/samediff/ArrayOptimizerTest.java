package dev.lattice.core.engine.samediff;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lattice.core.config.OptimizerKind;
import dev.lattice.core.config.TrainingSpec;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Golden values: {@code golden/optimizers.py}. */
class ArrayOptimizerTest {

    @ParameterizedTest
    @CsvFileSource(resources = "/golden/optimizers.csv", numLinesToSkip = 1)
    void reachesTheGoldenValueAfterEachStep(OptimizerKind kind, int steps, double expected) {
        Double decay = kind == OptimizerKind.ADAMW ? 0.05 : null;
        TrainingSpec spec = new TrainingSpec(1, 1, 0.1, kind, decay, null, null);
        List<INDArray> parameters = List.of(Nd4j.createFromArray(1.0));
        ArrayOptimizer optimizer = new ArrayOptimizer(spec, parameters);
        for (int step = 0; step < steps; step++) {
            optimizer.update(parameters, List.of(parameters.get(0).sub(3.0)));
        }
        assertEquals(expected, parameters.get(0).getDouble(0), 1e-12);
    }
}
