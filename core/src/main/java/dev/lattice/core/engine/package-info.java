/**
 * How a network is trained and used, whatever computes it.
 *
 * <p>A {@link dev.lattice.core.engine.TrainingEngine} opens a {@link dev.lattice.core.engine.TrainingSession} for a
 * {@link dev.lattice.core.engine.TrainingTask}; {@link dev.lattice.core.engine.Trainer} drives it and tells a
 * {@link dev.lattice.core.engine.TrainingListener}. {@link dev.lattice.core.engine.Checkpoints} are where a training that was
 * interrupted goes on, bit for bit. {@link dev.lattice.core.engine.Inference} is a network with parameters.
 * Invariant: engines differ in speed, not in numbers; all randomness comes from the experiment's seed.
 */
package dev.lattice.core.engine;
