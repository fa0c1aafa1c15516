package dev.lattice.core.engine.fused;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.blas_set_num_threads;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import org.bytedeco.javacpp.FloatPointer;

/** Products by OpenBLAS on one thread: the fallback where oneDNN does not load. */
public final class OpenBlasProducts implements MatrixProducts {

    /**
     * Loads the library and sets it to one thread, for the whole process.
     *
     * @throws UnsatisfiedLinkError if it does not load
     */
    public OpenBlasProducts() {
        blas_set_num_threads(1);
    }

    @Override
    public String description() {
        return "OpenBLAS, f32";
    }

    @Override
    public Product product(int m, int n, int k, Operand a, Storage aStorage, Operand b, Storage bStorage, Floats out) {
        MatrixProducts.requireShape(m, n, k, a, b, out);
        boolean aTransposed = aStorage == Storage.TRANSPOSED;
        boolean bTransposed = bStorage == Storage.TRANSPOSED;
        return new Bound(m, n, k, a.values(), aTransposed, b.values(), bTransposed, out);
    }

    @Override
    public void close() {
        // Holds nothing native.
    }

    private static final class Bound implements Product {

        private final int m;
        private final int n;
        private final int k;
        // The views keep the memory's owner reachable as long as the pointers are in use.
        private final Floats[] operands;
        private final boolean aTransposed;
        private final boolean bTransposed;
        private final FloatPointer a;
        private final FloatPointer b;
        private final FloatPointer out;

        Bound(int m, int n, int k, Floats a, boolean aTransposed, Floats b, boolean bTransposed, Floats out) {
            this.m = m;
            this.n = n;
            this.k = k;
            this.aTransposed = aTransposed;
            this.bTransposed = bTransposed;
            this.operands = new Floats[] {a, b, out};
            this.a = a.pointer();
            this.b = b.pointer();
            this.out = out.pointer();
        }

        @Override
        public void run() {
            requireOpen(operands);
            cblas_sgemm(
                    CblasRowMajor,
                    aTransposed ? CblasTrans : CblasNoTrans,
                    bTransposed ? CblasTrans : CblasNoTrans,
                    m,
                    n,
                    k,
                    1f,
                    a,
                    aTransposed ? m : k,
                    b,
                    bTransposed ? k : n,
                    0f,
                    out,
                    n);
        }
    }

    /** Throws before native code touches freed memory. */
    static void requireOpen(Floats[] operands) {
        for (Floats operand : operands) {
            operand.address();
        }
    }
}
