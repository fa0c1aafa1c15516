package dev.lattice.core.engine;

import dev.lattice.core.model.Layer;
import dev.lattice.core.model.Network;
import dev.lattice.core.model.UpperLayers;
import dev.lattice.core.objective.GaussianKl;
import dev.lattice.core.random.CounterRandom;
import dev.lattice.core.random.Seeds;
import java.util.List;

/** Two stochastic layers in double loops: densities, not the formulas of the objective. */
final class PlainTwoLayers {

    private final UpperLayers upper;
    private final int latent;
    private final Pass pass;

    /** Applies layers to a row. */
    @FunctionalInterface
    interface Pass {
        double[] of(List<Layer> layers, double[] row, int label);
    }

    /**
     * A draw of an image.
     *
     * @param kl −(entropy of q(z1|x)) − log p(z1|z2) + KL(q(z2|z1) ‖ N(0, I))
     * @param logRatio log p(z1|z2) + log p(z2) − log q(z1|x) − log q(z2|z1)
     */
    record Draw(double[] z1, double kl, double logRatio) {}

    PlainTwoLayers(Network network, Pass pass) {
        this.upper = network.upper().orElseThrow();
        this.latent = network.latent();
        this.pass = pass;
    }

    /** Returns z1 from p(z1|z2), its noise from row {@code draw} of the stream that belongs to {@code key}. */
    static double[] below(double[] prior, long key, int draw) {
        double[] z1 = new double[prior.length / 2];
        long lower = new Seeds(key).derive("lower");
        for (int j = 0; j < z1.length; j++) {
            double noise = CounterRandom.gaussian(lower, draw * z1.length + j);
            z1[j] = prior[j] + Math.exp(prior[z1.length + j] / 2) * noise;
        }
        return z1;
    }

    /** Returns draw number {@code draw} of a stream, a row of which has z1's numbers and then z2's. */
    Draw draw(double[] posterior, long key, int draw) {
        int lower = upper.lower();
        int first = draw * (lower + latent);
        double[] z1 = new double[lower];
        double logQ = 0;
        double entropy = 0;
        for (int j = 0; j < lower; j++) {
            double deviation = Math.exp(posterior[lower + j] / 2);
            z1[j] = posterior[j] + deviation * CounterRandom.gaussian(key, first + j);
            logQ += PlainNetwork.logNormal(z1[j], posterior[j], deviation);
            entropy += 0.5 * Math.log(2 * Math.PI * Math.E) + Math.log(deviation);
        }
        double[] above = pass.of(upper.encoder(), z1, 0);
        double[] z2 = new double[latent];
        double logP = 0;
        double kl = -entropy;
        for (int j = 0; j < latent; j++) {
            double deviation = Math.exp(above[latent + j] / 2);
            z2[j] = above[j] + deviation * CounterRandom.gaussian(key, first + lower + j);
            logQ += PlainNetwork.logNormal(z2[j], above[j], deviation);
            logP += PlainNetwork.logNormal(z2[j], 0, 1);
            kl += GaussianKl.nats(above[j], above[latent + j]);
        }
        double[] prior = pass.of(upper.decoder(), z2, 0);
        for (int j = 0; j < lower; j++) {
            double log = PlainNetwork.logNormal(z1[j], prior[j], Math.exp(prior[lower + j] / 2));
            logP += log;
            kl -= log;
        }
        return new Draw(z1, kl, logP - logQ);
    }
}
