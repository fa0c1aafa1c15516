/**
 * All loss mathematics, once: each term as a graph for autodiff and as a plain formula.
 *
 * <p>Units are nats per image, summed over pixels or latent dimensions; the mean over a batch is taken by the engines. All
 * constants are kept. The fused engine's kernels restate these terms for speed and are tested against this package.
 */
package dev.lattice.core.objective;
