/**
 * The kernels of the fused CPU engine.
 *
 * <p>{@link dev.lattice.core.engine.fused.NativeBuffer} owns memory, {@link dev.lattice.core.engine.fused.Floats} is a view
 * of it, {@link dev.lattice.core.engine.fused.Workspace} frees a worker's buffers together.
 * {@link dev.lattice.core.engine.fused.MatrixProducts} runs the products and
 * {@link dev.lattice.core.engine.fused.Kernels} everything between them. Both interfaces are narrow on purpose: an
 * accelerator's implementation must fit behind them. A {@code Pass} is a network bound to a batch: {@code DensePass}, or
 * {@code ConvPass} with {@code LayerChain} and {@code OneDnnConvolutions}.
 *
 * <p>Invariants: nothing is allocated in a step; every sum has a fixed order; noise is a pure function of key and counter.
 */
package dev.lattice.core.engine.fused;
