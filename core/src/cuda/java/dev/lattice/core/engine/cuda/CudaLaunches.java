package dev.lattice.core.engine.cuda;

import static org.bytedeco.cuda.global.cublas.CUBLAS_GEMM_DEFAULT;
import static org.bytedeco.cuda.global.cublas.CUBLAS_OP_N;
import static org.bytedeco.cuda.global.cublas.CUBLAS_OP_T;
import static org.bytedeco.cuda.global.cublas.cublasGemmBatchedEx;
import static org.bytedeco.cuda.global.cudart.CUDA_R_32F;
import static org.bytedeco.cuda.global.cudart.cuLaunchKernel;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.cuda.cudart.CUfunc_st;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/** Launches programs on a pack's streams: all on the first, but for products of unlike shape, which spread over all of them. */
final class CudaLaunches {

    private final CudaCard card;
    private final CudaMemory blocks;
    private final List<CudaStream> streams;
    private final int compute;
    private final long memory;
    private final long run;
    private final FloatPointer one = new FloatPointer(1f);
    private final FloatPointer zero = new FloatPointer(0f);
    private final Map<Object, long[]> tables = new IdentityHashMap<>();

    /**
     * Creates launches.
     *
     * @param streams at least one
     * @param compute cuBLAS's type of computation
     * @param memory address of the pack's floats
     * @param run address of struct Run
     */
    CudaLaunches(CudaCard card, CudaMemory blocks, List<CudaStream> streams, int compute, long memory, long run) {
        this.card = card;
        this.blocks = blocks;
        this.streams = List.copyOf(streams);
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
            } else if (launch instanceof CudaProgram.SideBySide products) {
                for (CudaProgram.Products p : products.batches()) {
                    tables.put(p, new long[] {addresses(p.a()), addresses(p.b()), addresses(p.c())});
                }
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
            } else if (launch instanceof CudaProgram.SideBySide products) {
                launch(products.batches());
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
                        function,
                        blockCount,
                        1,
                        1,
                        threads,
                        1,
                        1,
                        0,
                        streams.get(0).stream(),
                        arguments,
                        (PointerPointer<?>) null));
    }

    private void launch(List<CudaProgram.Products> batches) {
        CudaStream first = streams.get(0);
        List<CudaStream> used = streams.subList(0, Math.min(streams.size(), batches.size()));
        List<CudaStream> branches = used.subList(1, used.size());
        branches.forEach(branch -> branch.follow(first));
        for (int b = 0; b < batches.size(); b++) {
            launch(batches.get(b), used.get(b % used.size()));
        }
        branches.forEach(first::follow);
    }

    // cuBLAS counts columns first: what lies row by row is a transpose to it, and cᵀ = bᵀ · aᵀ.
    private void launch(CudaProgram.Products p, CudaStream stream) {
        long[] at = tables.get(p);
        CudaStream.checkProducts(
                "cublasGemmBatchedEx",
                cublasGemmBatchedEx(
                        stream.blas(),
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
