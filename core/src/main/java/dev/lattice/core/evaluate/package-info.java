/**
 * What is measured on a trained model.
 *
 * <p>{@link dev.lattice.core.evaluate.Evaluator} turns an {@link dev.lattice.core.engine.Inference} and images into
 * {@link dev.lattice.core.trial.Metric}s, each with its context. Generated images, which have no loss, are judged by an
 * {@link dev.lattice.core.evaluate.ImageClassifier} trained on real ones: by the class that they show, and by the Fréchet
 * distance of a {@link dev.lattice.core.evaluate.Gaussian} over its features.
 * {@link dev.lattice.core.evaluate.RocCurve} says how well scores tell anomalies. Nothing here trains a model or selects one.
 */
package dev.lattice.core.evaluate;
