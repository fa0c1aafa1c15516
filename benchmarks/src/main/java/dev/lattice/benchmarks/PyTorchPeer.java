package dev.lattice.benchmarks;

import dev.lattice.core.config.Precision;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * PyTorch's side of a comparison: one process of {@code peers/pytorch_vae.py serve} or its sibling, idle between two questions.
 *
 * <p>Its speed depends on how it is started, so that several are, and each shape is judged by its fastest.
 */
public final class PyTorchPeer implements AutoCloseable {

    /** A way to start Python. */
    record Setting(String name, Map<String, String> environment, List<String> arguments) {
        private Setting(String name, Map<String, String> environment) {
            this(name, environment, List.of());
        }

        private Setting with(String... more) {
            return new Setting(name, environment, List.of(more));
        }

        private Setting channelsLast() {
            return new Setting(name + ", channels last", environment, List.of("--channels-last"));
        }
    }

    // glibc gives large blocks back at once by default, and every tensor of a step then costs page faults.
    private static final Map<String, String> KEEPING_MEMORY =
            Map.of("MALLOC_MMAP_THRESHOLD_", "4294967296", "MALLOC_TRIM_THRESHOLD_", "4294967296");

    /** For dense networks. */
    static final List<Setting> SETTINGS = List.of(
            new Setting("default", Map.of()),
            new Setting("SKYLAKEX", Map.of("OPENBLAS_CORETYPE", "SKYLAKEX")),
            new Setting("HASWELL", Map.of("OPENBLAS_CORETYPE", "HASWELL")),
            new Setting("memory kept", KEEPING_MEMORY));

    /** For convolutions: each in both orders of activations. */
    static final List<Setting> CONVOLUTIONAL_SETTINGS =
            SETTINGS.stream().flatMap(s -> Stream.of(s, s.channelsLast())).toList();

    private final String name;
    private final Process process;
    private final BufferedReader answers;
    private final Writer questions;
    private final String version;
    private boolean ended;

    private PyTorchPeer(String name, Process process) throws IOException {
        this.name = name;
        this.process = process;
        answers = process.inputReader(StandardCharsets.UTF_8);
        questions = process.outputWriter(StandardCharsets.UTF_8);
        String ready = answers.readLine();
        if (ready == null || !ready.startsWith("ready ")) {
            throw new IOException("PyTorch did not start: " + ready);
        }
        version = ready.substring("ready ".length());
    }

    /**
     * Starts a process for each of {@link #SETTINGS}; none if this Python has no torch.
     *
     * @param python the interpreter
     * @param script {@code pytorch_vae.py}
     * @param data folder with MNIST's files
     * @param precision f32, or bf16 under autocast
     */
    public static List<PyTorchPeer> start(String python, Path script, Path data, int threads, Precision precision)
            throws IOException {
        String dtype = precision.name().toLowerCase(Locale.ROOT);
        return start(
                python,
                script,
                data,
                threads,
                SETTINGS.stream().map(s -> s.with("--dtype", dtype)).toList());
    }

    /** Starts a process for each of some settings; none if this Python has no torch. */
    static List<PyTorchPeer> start(String python, Path script, Path data, int threads, List<Setting> settings)
            throws IOException {
        if (!hasTorch(python)) {
            return List.of();
        }
        List<PyTorchPeer> peers = new ArrayList<>();
        for (Setting setting : settings) {
            ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of(
                    python,
                    script.toString(),
                    "serve",
                    "--data",
                    data.toString(),
                    "--threads",
                    String.valueOf(threads))));
            builder.command().addAll(setting.arguments());
            builder.environment().put("OMP_NUM_THREADS", String.valueOf(threads));
            builder.environment().putAll(setting.environment());
            builder.redirectError(ProcessBuilder.Redirect.INHERIT);
            peers.add(new PyTorchPeer(setting.name(), builder.start()));
        }
        return peers;
    }

    /** Returns the fastest of several at a shape. */
    public static Optional<PyTorchPeer> fastest(List<PyTorchPeer> peers, Record shape, double seconds) {
        PyTorchPeer best = null;
        double least = Double.MAX_VALUE;
        // Twice over, because a single look may fall into a busy moment of the machine.
        for (int look = 0; look < 2; look++) {
            for (PyTorchPeer peer : peers) {
                double time = peer.run(shape, seconds);
                // Not one that has ended.
                if (time < least) {
                    least = time;
                    best = peer;
                }
            }
        }
        return Optional.ofNullable(best);
    }

    /**
     * Trains for about {@code seconds} and returns the median time of a step, in ms; NaN if the process has ended, as it does where it
     * was told to use instructions that this CPU lacks.
     *
     * @param shape {@link Shape} or {@link ConvShape}, as the script wants it
     */
    public double run(Record shape, double seconds) {
        if (ended) {
            return Double.NaN;
        }
        try {
            questions.write(shape.toString().replace(',', ' ') + " " + seconds + "\n");
            questions.flush();
            String answer = answers.readLine();
            if (answer != null) {
                return Double.parseDouble(answer);
            }
            ended = true;
            System.err.printf("%s ended with %d and is left out%n", description(), process.waitFor());
            return Double.NaN;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
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
