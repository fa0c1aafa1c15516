package dev.lattice.benchmarks;

import dev.lattice.core.engine.fused.FusedBackend;
import dev.lattice.core.engine.fused.FusedEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Prints the table of training steps of a convolutional network: Lattice and PyTorch in turns within one run.
 *
 * <p>Arguments: {@code PYTHON SCRIPT DATA ROUNDS SECONDS THREADS}.
 */
public final class ConvTable {

    private static final int WARM_UP_STEPS = 100;

    private ConvTable() {}

    /** Runs the comparison. */
    public static void main(String[] args) throws IOException {
        int rounds = Integer.parseInt(args[3]);
        double seconds = Double.parseDouble(args[4]);
        int threads = Integer.parseInt(args[5]);
        Images images = new Images();
        List<PyTorchPeer> peers = PyTorchPeer.start(
                args[0], Path.of(args[1]), Path.of(args[2]), threads, PyTorchPeer.CONVOLUTIONAL_SETTINGS);
        try {
            print("Lattice: %s; one thread. PyTorch: %d thread(s).", FusedBackend.description(), threads);
            print("Median of %d rounds of %.1f s each, in turns.%n", rounds, seconds);
            print(
                    "| batch, filters, latent | Lattice ms/step | images/s | PyTorch ms/step | PyTorch / Lattice | PyTorch's setting |");
            print("| --- | --- | --- | --- | --- | --- |");
            for (ConvShape shape : ConvShape.PUBLISHED) {
                try (TimedSteps steps = new TimedSteps(new FusedEngine(), images, shape.experiment())) {
                    steps.warmUp(WARM_UP_STEPS);
                    Optional<PyTorchPeer> peer = PyTorchPeer.fastest(peers, shape, seconds / 2);
                    Rounds measured = new Rounds(List.of(
                            () -> steps.run(seconds),
                            () -> peer.map(p -> p.run(shape, seconds)).orElse(Double.NaN)));
                    measured.run(rounds);
                    double ours = measured.median(0);
                    print(
                            "| %s | %.2f | %,.0f | %.2f | %.2f | %s |",
                            shape,
                            ours,
                            shape.batch() / ours * 1e3,
                            measured.median(1),
                            measured.ratio(1, 0),
                            peer.map(PyTorchPeer::description).orElse("none"));
                }
            }
        } finally {
            peers.forEach(PyTorchPeer::close);
        }
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
