/**
 * Many dense networks that take their training steps together: what a GPU needs to be busy.
 *
 * <p>A {@link dev.lattice.core.engine.pack.Pack} lays its members out in one memory and turns a training step of all of them into one
 * {@link dev.lattice.core.engine.pack.PackProgram}, a list of operations over ragged segments. A
 * {@link dev.lattice.core.engine.pack.PackDevice} runs programs: {@link dev.lattice.core.engine.pack.CpuPackDevice} with the kernels and
 * products of the fused engine, bit for bit what that computes, and {@code engine.cuda} on a GPU.
 */
package dev.lattice.core.engine.pack;
