package dev.lattice.core.engine.cuda;

import dev.lattice.core.engine.fused.FusedEngine;
import dev.lattice.core.engine.pack.PackDevice;
import dev.lattice.core.engine.pack.PackEngine;

/** Trains packs of dense networks on the first NVIDIA GPU; models that are used alone are the fused engine's. */
public final class CudaEngine extends PackEngine {

    /** The name in {@code --engine}. */
    public static final String NAME = "cuda";

    /** Creates the engine; nothing of CUDA is touched before it is asked for. */
    public CudaEngine() {
        super(NAME, new InstalledCuda(), new FusedEngine());
    }

    /** Returns the devices that the engine packs onto. */
    public static PackDevice.Maker devices() {
        return new InstalledCuda();
    }

    /** Returns one line about the card, or why there is none. */
    public static String describe() {
        PackDevice.Maker installed = devices();
        return installed.refusal().orElseGet(installed::toString);
    }
}
