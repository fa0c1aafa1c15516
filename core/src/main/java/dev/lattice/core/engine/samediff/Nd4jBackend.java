package dev.lattice.core.engine.samediff;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.nd4j.linalg.factory.Nd4j;

/** Chooses the ND4J backend, and describes it for provenance and {@code doctor}. */
public final class Nd4jBackend {

    private static final Logger LOG = LogManager.getLogger(Nd4jBackend.class);
    private static final String CUDA_BACKEND = "org.nd4j.linalg.jcublas.JCublasBackend";

    private static Optional<String> missing = Optional.empty();
    private static boolean chosen;

    private Nd4jBackend() {}

    /**
     * Has ND4J start where its CUDA backend would find no GPU, and says so in one line: by itself it prints stack traces before it
     * goes on on the CPU. To be called before anything of ND4J is used; further calls change nothing.
     */
    public static synchronized void choose() {
        if (chosen) {
            return;
        }
        chosen = true;
        if (hasCudaBackend()) {
            PrintStream console = System.err;
            System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
            try {
                missing = noGpu();
                if (missing.isPresent()) {
                    Nd4j.getExecutioner();
                }
            } finally {
                System.setErr(console);
            }
            missing.ifPresent(why -> LOG.warn("no usable GPU ({}): ND4J computes on the CPU", why));
        }
    }

    /** Returns backend and BLAS in one line, such as {@code ND4J CPU, BLAS OPENBLAS}. Starts the backend if need be. */
    public static String describe() {
        Properties information = information();
        return "ND4J " + information.getProperty("backend", "unknown") + ", BLAS "
                + information.getProperty("blas.vendor", "unknown");
    }

    /** Returns one line: which processor trains, and why not the GPU. Starts the backend if need be. */
    public static String gpu() {
        String running = String.valueOf(information().getProperty("backend"));
        if (running.toUpperCase(Locale.ROOT).contains("CUDA")) {
            return "trains on the GPU through ND4J's CUDA backend";
        }
        return hasCudaBackend()
                ? "trains on the CPU: no usable GPU (" + missing.orElse("ND4J has no code for it") + ")"
                : "trains on the CPU: this build has no CUDA backend (build with -Pcuda)";
    }

    private static Properties information() {
        choose();
        return Nd4j.getExecutioner().getEnvironmentInformation();
    }

    private static boolean hasCudaBackend() {
        String file = CUDA_BACKEND.replace('.', '/') + ".class";
        return Nd4jBackend.class.getClassLoader().getResource(file) != null;
    }

    /** Returns why CUDA has no device for us; by name, since only -Pcuda brings its classes. */
    private static Optional<String> noGpu() {
        try {
            int[] count = new int[1];
            Object error = Class.forName("org.bytedeco.cuda.global.cudart")
                    .getMethod("cudaGetDeviceCount", int[].class)
                    .invoke(null, (Object) count);
            return Integer.valueOf(0).equals(error) && count[0] > 0
                    ? Optional.empty()
                    : Optional.of("CUDA error " + error + ", " + count[0] + " devices");
        } catch (ReflectiveOperationException | LinkageError e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            String message = String.valueOf(cause.getMessage());
            // What the loader puts in front is the path of its own copy.
            return Optional.of(message.substring(message.indexOf(": ") + 1).strip());
        }
    }
}
