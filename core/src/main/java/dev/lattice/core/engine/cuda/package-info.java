/**
 * Packs on an NVIDIA GPU: {@link dev.lattice.core.engine.cuda.CudaProgram} says what is launched, {@code pack.cu} holds the kernels, and
 * {@link dev.lattice.core.engine.cuda.CudaPackDevice} makes the calls, which is all of it that needs a card.
 */
package dev.lattice.core.engine.cuda;
