package dev.lattice.core.objective;

import org.nd4j.autodiff.samediff.SDVariable;

/**
 * The terms that a variant's objective is composed of, as nodes of a SameDiff graph.
 *
 * @param reconstruction −log p(x|z), nats, [batch]
 * @param kl KL(q(z|x) ‖ p(z)), nats, [batch]; null for a variant that does not sample
 * @param latentRatio log p(z) − log q(z|x) of the drawn z, nats, [batch]; null for a variant that does not sample
 * @param klWeight scalar, set anew in every step; null for a variant that does not sample
 */
public record LossGraph(SDVariable reconstruction, SDVariable kl, SDVariable latentRatio, SDVariable klWeight) {}
