package dev.lattice.core.engine.cuda;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The libraries of a GPU made of software, {@code software_gpu.cpp}, in the place of NVIDIA's. */
final class SoftwareGpu {

    private SoftwareGpu() {}

    /** Builds the libraries; empty if this machine has no C++ compiler. */
    static Optional<Path> build(Path folder) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("pack.cu"), CudaProgram.source());
        for (String source : List.of("software_gpu.cpp", "software_blocks.h")) {
            try (var in = SoftwareGpu.class.getResourceAsStream(source)) {
                Files.write(folder.resolve(source), in.readAllBytes());
            }
        }
        Files.writeString(folder.resolve("nothing.cpp"), "");
        try {
            compile(
                    folder,
                    "software_gpu.cpp",
                    "libcuda.so.1",
                    List.of("-O1", "-std=c++17", "-w", "-ffp-contract=off"));
        } catch (IOException e) {
            return Optional.empty();
        }
        for (String library : List.of("cudart", "cublas", "cublasLt", "nvrtc")) {
            String name = "lib" + library + ".so.13";
            compile(folder, "nothing.cpp", name, List.of("-Wl,--no-as-needed", "-L.", "-l:libcuda.so.1"));
        }
        return Optional.of(folder);
    }

    private static void compile(Path folder, String source, String library, List<String> options)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("g++", "-fPIC", "-shared", "-Wl,-soname," + library, "-o", library, source));
        command.addAll(options);
        Process compiler = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (compiler.waitFor() != 0) {
            throw new IllegalStateException(library + " does not compile:\n" + said);
        }
    }

    /** Runs a class of the tests in a process of its own that finds these libraries; returns what it printed. */
    static String run(Path libraries, Class<?> main, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LD_LIBRARY_PATH", libraries.toString());
        builder.environment().put("OMP_NUM_THREADS", "1");
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("ended with " + process.exitValue() + ":\n" + said);
        }
        return said;
    }
}
