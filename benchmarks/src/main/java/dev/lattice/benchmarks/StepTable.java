package dev.lattice.benchmarks;

import dev.lattice.core.config.Precision;
import dev.lattice.core.engine.fused.FusedBackend;
import dev.lattice.core.engine.fused.FusedEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * Prints the table of training steps: Lattice, PyTorch and the matrix products alone, in turns within one run, so that a
 * busy or a slow machine is so for all of them. Every figure is the median of the rounds, a ratio the median of the rounds'
 * ratios.
 *
 * <p>Arguments: {@code PYTHON SCRIPT DATA ROUNDS SECONDS THREADS [SHAPE ...]}.
 */
public final class StepTable {

    private static final Shape DL4J_SHAPE = new Shape(128, 400, 20);
    // Thousands of steps until the compiler is done with every kernel.
    private static final int WARM_UP_STEPS = 4000;

    private final Images images = new Images();
    private final List<PyTorchPeer> peers;
    private final List<PyTorchPeer> halfPeers;
    private final int rounds;
    private final double seconds;
    private final StringBuilder bf16Rows = new StringBuilder();
    private final StringBuilder settings = new StringBuilder();

    private StepTable(List<PyTorchPeer> peers, List<PyTorchPeer> halfPeers, int rounds, double seconds) {
        this.peers = peers;
        this.halfPeers = halfPeers;
        this.rounds = rounds;
        this.seconds = seconds;
    }

    /** Runs the comparison. */
    public static void main(String[] args) throws IOException {
        int rounds = Integer.parseInt(args[3]);
        double seconds = Double.parseDouble(args[4]);
        int threads = Integer.parseInt(args[5]);
        List<Shape> shapes = args.length == 6
                ? Shape.PUBLISHED
                : List.of(args).subList(6, args.length).stream()
                        .map(Shape::parse)
                        .toList();
        List<PyTorchPeer> peers = start(args, threads, Precision.F32);
        List<PyTorchPeer> halfPeers = FusedBackend.supportsBf16() ? start(args, threads, Precision.BF16) : List.of();
        try {
            if (peers.isEmpty()) {
                print("PyTorch is left out: `%s -c 'import torch'` fails.", args[0]);
            }
            new StepTable(peers, halfPeers, rounds, seconds).print(shapes, threads);
        } finally {
            peers.forEach(PyTorchPeer::close);
            halfPeers.forEach(PyTorchPeer::close);
        }
    }

    private static List<PyTorchPeer> start(String[] args, int threads, Precision precision) throws IOException {
        return PyTorchPeer.start(args[0], Path.of(args[1]), Path.of(args[2]), threads, precision);
    }

    private void print(List<Shape> shapes, int threads) {
        print(
                "Lattice: %s; Java %s; one thread. PyTorch: %d thread(s).",
                FusedBackend.description(), version(), threads);
        print("Median of %d rounds of %.1f s each, in turns.%n", rounds, seconds);
        print("| batch, hidden, latent | Lattice ms/step | images/s | PyTorch ms/step | PyTorch / Lattice "
                + "| products alone ms | step / products | GFLOP/s of the step | of the core's best |");
        print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        try (TimedProducts square = TimedProducts.square(768)) {
            for (Shape shape : shapes) {
                row(shape, square);
            }
        }
        if (!bf16Rows.isEmpty()) {
            print("%nLattice in bf16, in the same rounds:%n");
            print("| batch, hidden, latent | Lattice bf16 ms/step | images/s | Lattice f32 / bf16 "
                    + "| PyTorch f32 / Lattice bf16 | PyTorch bf16 autocast ms/step | PyTorch bf16 / Lattice bf16 |");
            print(
                    "| --- | --- | --- | --- | --- | --- | --- |%n%s",
                    bf16Rows.toString().stripTrailing());
        }
        print("%nPyTorch's fastest settings: %s", settings.isEmpty() ? "none" : settings);
        if (shapes.contains(DL4J_SHAPE)) {
            dl4j();
        }
    }

    private void row(Shape shape, TimedProducts square) {
        try (TimedSteps steps = new TimedSteps(new FusedEngine(), images, shape);
                TimedSteps halfSteps = FusedBackend.supportsBf16()
                        ? new TimedSteps(new FusedEngine(), images, shape, Precision.BF16)
                        : null;
                TimedProducts products = new TimedProducts(shape)) {
            steps.warmUp(WARM_UP_STEPS);
            products.run(seconds);
            square.run(seconds / 4);
            Optional<PyTorchPeer> peer = PyTorchPeer.fastest(peers, shape, seconds / 2);
            Optional<PyTorchPeer> halfPeer = PyTorchPeer.fastest(halfPeers, shape, seconds / 2);
            List<DoubleSupplier> things = new ArrayList<>(List.of(
                    () -> steps.run(seconds),
                    () -> run(peer, shape),
                    () -> products.run(seconds / 2),
                    () -> square.run(seconds / 4)));
            if (halfSteps != null) {
                halfSteps.warmUp(WARM_UP_STEPS);
                things.add(() -> halfSteps.run(seconds));
                things.add(() -> run(halfPeer, shape));
            }
            Rounds measured = new Rounds(things);
            measured.run(rounds);
            double ours = measured.median(0);
            double best = 2 * Math.pow(768, 3) / measured.least(3) / 1e6;
            double rate = shape.flops() / ours / 1e6;
            print(
                    "| %s | %.2f | %,.0f | %.2f | %.2f | %.2f | %.2f | %.0f | %.0f %% |",
                    shape,
                    ours,
                    shape.batch() / ours * 1e3,
                    measured.median(1),
                    measured.ratio(1, 0),
                    measured.median(2),
                    measured.ratio(0, 2),
                    rate,
                    100 * rate / best);
            peer.ifPresent(p -> settings.append("(" + shape + ") " + p.description() + "; "));
            halfPeer.ifPresent(p -> settings.append("(" + shape + ", bf16) " + p.description() + "; "));
            if (halfSteps != null) {
                bf16Rows.append(String.format(
                        Locale.ROOT,
                        "| %s | %.2f | %,.0f | %.2f | %.2f | %.2f | %.2f |%n",
                        shape,
                        measured.median(4),
                        shape.batch() / measured.median(4) * 1e3,
                        measured.ratio(0, 4),
                        measured.ratio(1, 4),
                        measured.median(5),
                        measured.ratio(5, 4)));
            }
        }
    }

    private double run(Optional<PyTorchPeer> peer, Shape shape) {
        return peer.map(p -> p.run(shape, seconds)).orElse(Double.NaN);
    }

    private void dl4j() {
        try (TimedSteps steps = new TimedSteps(new FusedEngine(), images, DL4J_SHAPE)) {
            Dl4jLayer layer = new Dl4jLayer(images, DL4J_SHAPE);
            steps.warmUp(WARM_UP_STEPS);
            layer.run(2 * seconds);
            Rounds measured = new Rounds(List.of(() -> steps.run(seconds), () -> layer.run(seconds)));
            measured.run(rounds);
            print(
                    "%nDL4J's VariationalAutoencoder layer at (%s): %.2f ms/step; Lattice %.2f; ratio %.2f",
                    DL4J_SHAPE, measured.median(1), measured.median(0), measured.ratio(1, 0));
        }
    }

    private static String version() {
        return System.getProperty("java.version");
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
