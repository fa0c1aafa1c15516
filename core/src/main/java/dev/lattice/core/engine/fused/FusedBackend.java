package dev.lattice.core.engine.fused;

import dev.lattice.core.config.Precision;
import java.lang.reflect.InvocationTargetException;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Chooses the fastest kernels and matrix products that this machine and this Java have. */
public final class FusedBackend {

    private static final Logger LOG = LogManager.getLogger(FusedBackend.class);
    private static final String VECTOR_MODULE = "jdk.incubator.vector";
    private static final String VECTOR_KERNELS = "dev.lattice.core.engine.fused.VectorKernels";

    private FusedBackend() {}

    /** Returns new kernels for one thread. */
    public static Kernels kernels() {
        try {
            return (Kernels) VectorChoice.TYPE.getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException | NullPointerException e) {
            return new PlainKernels();
        }
    }

    /** Returns new products for one thread. */
    public static MatrixProducts products(Precision precision) {
        if (precision == Precision.BF16) {
            return new OneDnnProducts(OneDnnProducts.Operands.BF16);
        }
        return LibraryChoice.ONE_DNN ? new OneDnnProducts(OneDnnProducts.Operands.F32) : new OpenBlasProducts();
    }

    /** Returns whether the CPU multiplies bf16 numbers itself. */
    public static boolean supportsBf16() {
        return LibraryChoice.ONE_DNN && OneDnnProducts.supportsBf16();
    }

    /** Returns whether this machine has a library for convolutions. */
    static boolean convolves() {
        return LibraryChoice.ONE_DNN;
    }

    /** Returns what was chosen, in one line. */
    public static String description() {
        try (MatrixProducts products = products(Precision.F32)) {
            return kernels().description() + "; " + products.description()
                    + (supportsBf16() ? "; bf16 in hardware" : "; no bf16 in this CPU");
        }
    }

    /** The class of the vector kernels, looked for once; null where Java has no Vector API. */
    private static final class VectorChoice {
        private static final Class<?> TYPE = find();

        private static Class<?> find() {
            try {
                if (ModuleLayer.boot().findModule(VECTOR_MODULE).isEmpty()) {
                    // The launcher leaves --add-modules out because Java then prints a warning at every start.
                    Class.forName("jdk.internal.module.Modules")
                            .getMethod("loadModule", String.class)
                            .invoke(null, VECTOR_MODULE);
                }
                Class<?> type = Class.forName(VECTOR_KERNELS);
                type.getDeclaredConstructor().newInstance();
                return type;
            } catch (InvocationTargetException e) {
                LOG.info("no Vector API, plain kernels instead: {}", String.valueOf(e.getCause()));
            } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
                LOG.info("no Vector API, plain kernels instead: {}", String.valueOf(e));
            }
            return null;
        }
    }

    /** Whether oneDNN loads, tried once. */
    private static final class LibraryChoice {
        private static final boolean ONE_DNN = find();

        private static boolean find() {
            try (MatrixProducts tried = new OneDnnProducts(OneDnnProducts.Operands.F32)) {
                LOG.debug("matrix products: {}", tried.description());
                return true;
            } catch (LinkageError e) {
                LOG.info("no oneDNN, OpenBLAS instead: {}", e.toString());
                return false;
            }
        }
    }
}
