package dev.lattice.core.engine.cuda;

import static org.bytedeco.cuda.global.cublas.CUBLAS_GEMM_DEFAULT;
import static org.bytedeco.cuda.global.cublas.CUBLAS_OP_N;
import static org.bytedeco.cuda.global.cublas.CUBLAS_OP_T;
import static org.bytedeco.cuda.global.cublas.cublasGemmBatchedEx;
import static org.bytedeco.cuda.global.cudart.CUDA_R_32F;
import static org.bytedeco.cuda.global.cudart.cuLaunchKernel;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import org.bytedeco.cuda.cublas.cublasContext;
import org.bytedeco.cuda.cudart.CUfunc_st;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/** Launches programs on a stream. */
final class CudaLaunches {

    private final CudaCard card;
    private final CudaMemory blocks;
    private final CUstream_st stream;
    private final cublasContext blas;
    private final int compute;
    private final long memory;
    private final long run;
    private final FloatPointer one = new FloatPointer(1f);
    private final FloatPointer zero = new FloatPointer(0f);
    private final Map<CudaProgram.Launch, long[]> tables = new IdentityHashMap<>();

    /**
     * Creates launches.
     *
     * @param compute cuBLAS's type of computation
     * @param memory address of the pack's floats
     * @param run address of struct Run
     */
    CudaLaunches(
            CudaCard card,
            CudaMemory blocks,
            CUstream_st stream,
            cublasContext blas,
            int compute,
            long memory,
            long run) {
        this.card = card;
        this.blocks = blocks;
        this.stream = stream;
        this.blas = blas;
        this.compute = compute;
        this.memory = memory;
        this.run = run;
    }

    /** Puts a program's tables on the card; nothing may be allocated while a graph is captured. */
    void load(CudaProgram program) {
        for (CudaProgram.Launch launch : program.launches()) {
            if (launch instanceof CudaProgram.Kernel kernel) {
                card.function(kernel.kernel());
                tables.put(launch, new long[] {blocks.of(kernel.segments()), blocks.of(kernel.tiles())});
            } else if (launch instanceof CudaProgram.Products p) {
                tables.put(launch, new long[] {addresses(p.a()), addresses(p.b()), addresses(p.c())});
            }
        }
        card.function("tick");
    }

    private long addresses(long... places) {
        return blocks.of(
                Arrays.stream(places).map(place -> memory + Float.BYTES * place).toArray());
    }

    /** Launches a loaded program, and the end of its step. */
    void launch(CudaProgram program) {
        for (CudaProgram.Launch launch : program.launches()) {
            if (launch instanceof CudaProgram.Kernel kernel) {
                launch(kernel, program.data());
            } else if (launch instanceof CudaProgram.Products products) {
                launch(products);
            }
        }
        try (LongPointer first = new LongPointer(new long[] {run});
                PointerPointer<Pointer> arguments = new PointerPointer<>(new Pointer[] {first})) {
            launch(card.function("tick"), 1, 1, arguments);
        }
    }

    private void launch(CudaProgram.Kernel kernel, int data) {
        long[] at = tables.get(kernel);
        try (LongPointer first = new LongPointer(new long[] {run});
                LongPointer second = new LongPointer(new long[] {at[0]});
                LongPointer third = new LongPointer(new long[] {at[1]});
                IntPointer fourth = new IntPointer(new int[] {data});
                PointerPointer<Pointer> arguments =
                        new PointerPointer<>(new Pointer[] {first, second, third, fourth})) {
            launch(card.function(kernel.kernel()), kernel.blocks(), CudaProgram.THREADS, arguments);
        }
    }

    private void launch(CUfunc_st function, int blockCount, int threads, PointerPointer<Pointer> arguments) {
        CudaCard.check(
                "cuLaunchKernel",
                cuLaunchKernel(
                        function, blockCount, 1, 1, threads, 1, 1, 0, stream, arguments, (PointerPointer<?>) null));
    }

    // cuBLAS counts columns first: what lies row by row is a transpose to it, and cᵀ = bᵀ · aᵀ.
    private void launch(CudaProgram.Products p) {
        long[] at = tables.get(p);
        CudaPackDevice.checkProducts(
                "cublasGemmBatchedEx",
                cublasGemmBatchedEx(
                        blas,
                        p.bTransposed() ? CUBLAS_OP_T : CUBLAS_OP_N,
                        p.aTransposed() ? CUBLAS_OP_T : CUBLAS_OP_N,
                        p.n(),
                        p.m(),
                        p.k(),
                        one,
                        array(at[1]),
                        CUDA_R_32F,
                        p.bTransposed() ? p.k() : p.n(),
                        array(at[0]),
                        CUDA_R_32F,
                        p.aTransposed() ? p.m() : p.k(),
                        zero,
                        array(at[2]),
                        CUDA_R_32F,
                        p.n(),
                        p.a().length,
                        compute,
                        CUBLAS_GEMM_DEFAULT));
    }

    /** Returns a pointer to an address of the card's. */
    static Pointer pointer(long address) {
        return new Address(address);
    }

    /** Returns an array of pointers on the card. Of a plain pointer the bindings would pass on where it is stored. */
    private static PointerPointer<Pointer> array(long address) {
        return new PointerPointer<>(pointer(address));
    }

    private static final class Address extends Pointer {
        Address(long address) {
            this.address = address;
        }
    }
}
