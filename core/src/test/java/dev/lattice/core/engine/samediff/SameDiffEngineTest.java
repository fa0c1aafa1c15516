package dev.lattice.core.engine.samediff;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lattice.core.engine.TrainingEngine;
import dev.lattice.core.engine.TrainingEngineContract;
import java.util.List;
import org.junit.jupiter.api.Test;

class SameDiffEngineTest extends TrainingEngineContract {

    @Override
    protected TrainingEngine engine() {
        return new SameDiffEngine();
    }

    @Test
    void trainsEveryVariant() {
        assertEquals(List.of(), refused());
    }
}
