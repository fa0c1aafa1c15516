/**
 * What is measured on a trained model.
 *
 * <p>{@link dev.lattice.core.evaluate.Evaluator} turns an {@link dev.lattice.core.engine.Inference} and images into
 * {@link dev.lattice.core.trial.Metric}s, each with its context. Nothing here trains or selects.
 */
package dev.lattice.core.evaluate;
