package dev.lattice.core.objective;

import dev.lattice.core.config.Check;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * A term of an objective that is of all codes of a batch together, not of one image after another. What is minimized is the mean over
 * the images of {@link WeightedElbo} plus {@link #weight()} times this.
 *
 * <p>Closed, because each engine without autodiff has a gradient for each: see {@code engine.fused.CodeGradient}.
 */
public sealed interface CodeTerm permits MeanDiscrepancy, TotalCorrelation {

    /** Returns the factor of the term, nats per unit of the term. */
    double weight();

    /** Returns whether the codes are held against as many draws of the prior N(0, I). */
    boolean drawsPrior();

    /**
     * Returns the weights of pairs in {@link #graph}, row by row: of each pair of codes, or the identity that picks a code's own.
     *
     * @param rows images of the batch
     * @return [n, n], n being the rows, or twice as many where the prior is drawn: codes first, draws behind
     */
    float[] pairWeights(int rows);

    /**
     * Returns zeros for {@link #pairWeights}.
     *
     * @param codes of each image, draws of the prior included
     * @throws dev.lattice.core.config.ConfigException if an array cannot hold a number for each pair
     */
    static float[] noWeights(int rows, int codes) {
        int most = (int) Math.sqrt(Integer.MAX_VALUE - 8) / codes;
        Check.require(
                rows <= most,
                "training.batchSize",
                "must be at most " + most + " for an array to hold all pairs of codes",
                rows);
        int n = rows * codes;
        return new float[n * n];
    }

    /**
     * Returns what the term has besides the pairs, whatever the model.
     *
     * @param rows images of the batch
     * @param images of the training data
     */
    double constant(int rows, int latent, int images);

    /** Returns the term, a scalar. */
    SDVariable graph(CodeGraph codes);

    /** Returns the term by its definition, in double loops. */
    double value(Batch batch);

    /**
     * The nodes that a term is made of.
     *
     * @param latent number of dimensions
     * @param z codes, [rows, latent]
     * @param mean of q(z|x), [rows, latent]; z itself for a variant that does not sample
     * @param logVar of q(z|x), [rows, latent]; null for a variant that does not sample
     * @param prior draws of N(0, I), [rows, latent]; null where none are drawn
     * @param pairWeights {@link #pairWeights}, [n, n]
     * @param constant {@link #constant}, scalar
     */
    record CodeGraph(
            int latent,
            SDVariable z,
            SDVariable mean,
            SDVariable logVar,
            SDVariable prior,
            SDVariable pairWeights,
            SDVariable constant) {}

    /**
     * The numbers that a term is made of; those that a term does not need may be null.
     *
     * @param z codes, [rows][latent]
     * @param mean as {@code z}
     * @param logVar as {@code z}
     * @param prior as {@code z}
     * @param images of the training data
     */
    record Batch(double[][] z, double[][] mean, double[][] logVar, double[][] prior, int images) {}
}
