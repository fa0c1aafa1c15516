package dev.lattice.core.engine.samediff;

import dev.lattice.core.model.Layer;
import dev.lattice.core.model.UpperLayers;
import dev.lattice.core.objective.GaussianKl;
import dev.lattice.core.objective.ImportanceBound;
import dev.lattice.core.objective.TwoLayerKl;
import java.util.List;
import java.util.function.BiFunction;
import org.nd4j.autodiff.samediff.SDVariable;

/** The codes of a network with two stochastic layers in a graph: z1 below, z2 above. */
final class TwoLayerGraph {

    private final UpperLayers upper;
    private final int latent;
    private final BiFunction<List<Layer>, SDVariable, SDVariable> stack;

    /**
     * Creates the builder of the codes.
     *
     * @param latent dimensions of z2
     * @param stack applies layers to rows
     */
    TwoLayerGraph(UpperLayers upper, int latent, BiFunction<List<Layer>, SDVariable, SDVariable> stack) {
        this.upper = upper;
        this.latent = latent;
        this.stack = stack;
    }

    /**
     * Codes that were drawn, and what they cost.
     *
     * @param z1 [batch, lower]
     * @param kl {@link TwoLayerKl}, nats, [batch]
     * @param latentRatio log p(z1|z2) + log p(z2) − log q(z1|x) − log q(z2|z1), nats, [batch]
     */
    record Drawn(SDVariable z1, SDVariable kl, SDVariable latentRatio) {}

    /**
     * Adds draws of both codes, and q(z2|z1) at the mean of q(z1|x) as the outputs mean and logVar.
     *
     * @param posterior mean and logVar of q(z1|x), [batch, 2·lower]
     * @param noise [batch, lower + latent], z1's numbers first
     */
    Drawn draw(SDVariable posterior, SDVariable noise) {
        int lower = upper.lower();
        SDVariable mean = columns("lowerMean", posterior, 0, lower);
        SDVariable logVar = columns("lowerLogVar", posterior, lower, 2 * lower);
        SDVariable noise1 = columns("lowerNoise", noise, 0, lower);
        SDVariable z1 = NetworkGraph.drawn(mean, logVar, noise1);
        SDVariable above = stack.apply(upper.encoder(), z1);
        SDVariable mean2 = columns("upperMean", above, 0, latent);
        SDVariable logVar2 = columns("upperLogVar", above, latent, 2 * latent);
        SDVariable noise2 = columns("upperNoise", noise, lower, lower + latent);
        SDVariable z2 = NetworkGraph.drawn(mean2, logVar2, noise2);
        SDVariable prior = stack.apply(upper.decoder(), z2);
        SDVariable priorMean = columns("priorMean", prior, 0, lower);
        SDVariable priorLogVar = columns("priorLogVar", prior, lower, 2 * lower);
        SDVariable kl =
                TwoLayerKl.lowerGraph(z1, logVar, priorMean, priorLogVar).add(GaussianKl.graph(mean2, logVar2));
        SDVariable ratio = TwoLayerKl.ratioGraph(z1, logVar, noise1, priorMean, priorLogVar)
                .add(ImportanceBound.latentGraph(z2, logVar2, noise2));
        SDVariable code = stack.apply(upper.encoder(), mean);
        columns(NetworkGraph.MEAN, code, 0, latent);
        columns(NetworkGraph.LOG_VAR, code, latent, 2 * latent);
        return new Drawn(z1, kl, ratio);
    }

    /**
     * Adds z1 from p(z1|z2).
     *
     * @param z2 [batch, latent]
     * @param noise [batch, lower]; zeros for the mean
     */
    SDVariable below(SDVariable z2, SDVariable noise) {
        int lower = upper.lower();
        SDVariable prior = stack.apply(upper.decoder(), z2);
        return NetworkGraph.drawn(
                columns("decodedLowerMean", prior, 0, lower),
                columns("decodedLowerLogVar", prior, lower, 2 * lower),
                noise);
    }

    private static SDVariable columns(String name, SDVariable x, int from, int to) {
        return NetworkGraph.columns(name, x, from, to);
    }
}
