package dev.lattice.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * PyTorch's side of a comparison: one process of {@code peers/pytorch_vae.py serve}, idle between two questions.
 *
 * <p>Its speed depends on how it is started, so that several are, and each shape is judged by its fastest.
 */
public final class PyTorchPeer implements AutoCloseable {

    /** A way to start Python. */
    private record Setting(String name, Map<String, String> environment) {}

    // glibc gives large blocks back at once by default, and every tensor of a step then costs page faults.
    private static final Map<String, String> KEEPING_MEMORY =
            Map.of("MALLOC_MMAP_THRESHOLD_", "4294967296", "MALLOC_TRIM_THRESHOLD_", "4294967296");

    private static final List<Setting> SETTINGS = List.of(
            new Setting("default", Map.of()),
            new Setting("SKYLAKEX", Map.of("OPENBLAS_CORETYPE", "SKYLAKEX")),
            new Setting("HASWELL", Map.of("OPENBLAS_CORETYPE", "HASWELL")),
            new Setting("memory kept", KEEPING_MEMORY));

    private final String name;
    private final Process process;
    private final BufferedReader answers;
    private final Writer questions;
    private final String version;

    private PyTorchPeer(String name, Process process) throws IOException {
        this.name = name;
        this.process = process;
        answers = process.inputReader(StandardCharsets.UTF_8);
        questions = process.outputWriter(StandardCharsets.UTF_8);
        String ready = answers.readLine();
        if (ready == null || !ready.startsWith("ready ")) {
            throw new IOException("pytorch_vae.py did not start: " + ready);
        }
        version = ready.substring("ready ".length());
    }

    /**
     * Starts a process for each setting; none if this Python has no torch.
     *
     * @param python the interpreter
     * @param script {@code pytorch_vae.py}
     * @param data folder with MNIST's files
     */
    public static List<PyTorchPeer> start(String python, Path script, Path data, int threads) throws IOException {
        if (!hasTorch(python)) {
            return List.of();
        }
        List<PyTorchPeer> peers = new java.util.ArrayList<>();
        for (Setting setting : SETTINGS) {
            ProcessBuilder builder = new ProcessBuilder(
                    python,
                    script.toString(),
                    "serve",
                    "--data",
                    data.toString(),
                    "--threads",
                    String.valueOf(threads));
            builder.environment().put("OMP_NUM_THREADS", String.valueOf(threads));
            builder.environment().putAll(setting.environment());
            builder.redirectError(ProcessBuilder.Redirect.INHERIT);
            peers.add(new PyTorchPeer(setting.name(), builder.start()));
        }
        return peers;
    }

    /** Returns the fastest of several at a shape. */
    public static Optional<PyTorchPeer> fastest(List<PyTorchPeer> peers, Shape shape, double seconds) {
        PyTorchPeer best = null;
        double least = Double.MAX_VALUE;
        // Twice over, because a single look may fall into a busy moment of the machine.
        for (int look = 0; look < 2; look++) {
            for (PyTorchPeer peer : peers) {
                double time = peer.run(shape, seconds);
                if (time < least) {
                    least = time;
                    best = peer;
                }
            }
        }
        return Optional.ofNullable(best);
    }

    /** Trains for about {@code seconds} and returns the median time of a step, in ms. */
    public double run(Shape shape, double seconds) {
        try {
            questions.write(shape.batch() + " " + shape.hidden() + " " + shape.latent() + " " + seconds + "\n");
            questions.flush();
            String answer = answers.readLine();
            if (answer == null) {
                throw new IOException("pytorch_vae.py ended");
            }
            return Double.parseDouble(answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the setting's name and PyTorch's version. */
    public String description() {
        return "PyTorch " + version + ", " + name;
    }

    @Override
    public void close() {
        process.destroy();
    }

    private static boolean hasTorch(String python) throws IOException {
        try {
            return new ProcessBuilder(python, "-c", "import torch")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
