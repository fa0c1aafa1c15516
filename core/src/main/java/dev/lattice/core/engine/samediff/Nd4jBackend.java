package dev.lattice.core.engine.samediff;

import java.util.Properties;
import org.nd4j.linalg.factory.Nd4j;

/** Describes the ND4J backend in use, for provenance and {@code doctor}. */
public final class Nd4jBackend {

    private static final String CUDA_BACKEND = "org.nd4j.linalg.jcublas.JCublasBackend";

    private Nd4jBackend() {}

    /** Returns backend and BLAS in one line, such as {@code ND4J CPU, BLAS OPENBLAS}. Starts the backend if need be. */
    public static String describe() {
        Properties information = Nd4j.getExecutioner().getEnvironmentInformation();
        return "ND4J " + information.getProperty("backend", "unknown") + ", BLAS "
                + information.getProperty("blas.vendor", "unknown");
    }

    /** Returns one line: which processor trains, and why not the GPU. Starts the backend if need be. */
    public static String gpu() {
        String running =
                String.valueOf(Nd4j.getExecutioner().getEnvironmentInformation().getProperty("backend"));
        if (running.toUpperCase(java.util.Locale.ROOT).contains("CUDA")) {
            return "trains on the GPU through ND4J's CUDA backend";
        }
        try {
            Class.forName(CUDA_BACKEND, false, Nd4jBackend.class.getClassLoader());
            return "trains on the CPU: the CUDA backend is there but found no GPU that it has code for";
        } catch (ClassNotFoundException e) {
            return "trains on the CPU: this build has no CUDA backend (build with -Pcuda)";
        }
    }
}
