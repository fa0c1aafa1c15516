package dev.lattice.benchmarks;

import dev.lattice.core.engine.fused.FusedEngine;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One epoch of the fused engine over MNIST, shuffling and last batch included; {@link StepTable} times single steps beside
 * PyTorch's.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 8)
@Measurement(iterations = 5)
// Room for the images once on the heap while they are read.
@Fork(
        value = 3,
        jvmArgsAppend = {
            "-Xmx1g",
            "--add-modules=jdk.incubator.vector",
            "--add-exports=java.base/jdk.internal.vm.vector=ALL-UNNAMED",
            "-Djdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK=0"
        })
public class StepBenchmark {

    @Param({"100,400,16", "128,400,20", "300,600,32", "500,800,128"})
    private String shape;

    private TimedSteps steps;

    /** Opens the training. */
    @Setup(Level.Trial)
    public void open() {
        steps = new TimedSteps(new FusedEngine(), new Images(), Shape.parse(shape));
    }

    /** Ends it. */
    @TearDown(Level.Trial)
    public void close() {
        steps.close();
    }

    /** Trains one epoch. */
    @Benchmark
    public TimedSteps epoch() {
        steps.warmUp(1);
        return steps;
    }
}
