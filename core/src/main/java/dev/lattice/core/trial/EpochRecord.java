package dev.lattice.core.trial;

import java.util.Optional;

/**
 * One point of a learning curve.
 *
 * @param epoch 1 for the first
 * @param train mean over the epoch's steps, each measured before its update (so the first epoch looks worse than it ends)
 * @param validation after the epoch, one sampled z per image; empty without validation images
 * @param seconds training time of this epoch, validation left out
 */
public record EpochRecord(int epoch, LossTerms train, Optional<LossTerms> validation, double seconds) {}
