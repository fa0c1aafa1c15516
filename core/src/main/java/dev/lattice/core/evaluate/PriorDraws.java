package dev.lattice.core.evaluate;

import dev.lattice.core.engine.Inference;
import dev.lattice.core.random.CounterRandom;

/** Images that a model makes up: the means of p(x|z), z drawn from the prior N(0, I), and so is what lies below z. */
public final class PriorDraws {

    private PriorDraws() {}

    /**
     * Returns decoded draws, [count, pixels] row by row.
     *
     * @param key of the stream that z is drawn from
     * @param labels given to a conditional model, one for each draw
     */
    public static float[] decoded(Inference inference, long key, int[] labels) {
        float[] z = new float[labels.length * inference.network().latent()];
        CounterRandom.fillGaussian(key, 0, z, z.length);
        return inference.generate(z, key, labels);
    }
}
