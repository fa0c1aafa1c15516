/**
 * Measurements, never deployed; {@code benchmarks/run} starts them.
 *
 * <p>{@link dev.lattice.benchmarks.StepTable} compares training steps of the fused engine
 * ({@link dev.lattice.benchmarks.TimedSteps}) with PyTorch's ({@link dev.lattice.benchmarks.PyTorchPeer}), with those of
 * DL4J's own layer ({@link dev.lattice.benchmarks.Dl4jLayer}) and with their matrix products alone
 * ({@link dev.lattice.benchmarks.TimedProducts}); {@link dev.lattice.benchmarks.WorkerTable} compares one worker with two.
 * {@link dev.lattice.benchmarks.StoreBench} records a study. The {@code Benchmark} classes run under JMH.
 *
 * <p>Invariant: whatever is compared is measured in turns within one run, and compared as the median of the rounds' ratios.
 * Absolute times of one machine say nothing about another.
 */
package dev.lattice.benchmarks;
