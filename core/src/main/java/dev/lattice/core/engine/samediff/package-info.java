/**
 * The reference engine: the objective written once as a SameDiff graph, gradients by autodiff, on any ND4J backend.
 *
 * <p>{@link dev.lattice.core.engine.samediff.SameDiffEngine} is the entry; a graph is built once per session
 * ({@code NetworkGraph}), its parameters are updated by {@code ArrayOptimizer}. It is written to be read and checked;
 * speed is another engine's business.
 */
package dev.lattice.core.engine.samediff;
