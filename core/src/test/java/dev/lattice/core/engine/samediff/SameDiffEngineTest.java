package dev.lattice.core.engine.samediff;

import dev.lattice.core.engine.TrainingEngine;
import dev.lattice.core.engine.TrainingEngineContract;

class SameDiffEngineTest extends TrainingEngineContract {

    @Override
    protected TrainingEngine engine() {
        return new SameDiffEngine();
    }
}
