package dev.lattice.core.engine.fused;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu_isa_avx512_core_bf16;
import static org.bytedeco.dnnl.global.dnnl.dnnl_get_effective_cpu_isa;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.Pointer;

/**
 * Products by oneDNN's {@code matmul} primitives, one stream per instance.
 *
 * <p>The right operand decides the speed: read in place row-major, large products ran at 83 to 87 GFLOP/s on an
 * AVX-512 core where transposed ones, which the primitive packs itself, ran at 110 to 120. So a plain one is packed first
 * into the layout that oneDNN chooses, with 110 to 117 GFLOP/s in all. In bf16, packing is also the conversion, and both operands take part;
 * sums and results stay f32.
 *
 * <p>The number of OpenMP threads is the process's ({@code OMP_NUM_THREADS}); workers want one.
 */
public final class OneDnnProducts implements MatrixProducts {

    /** Type of the operands; results are f32 in both. */
    public enum Operands {
        /** 32-bit floats. */
        F32,
        /** Operands rounded to bfloat16, accumulated in f32. */
        BF16
    }

    // Below this many rows of the result, packing costs more than it gains.
    private static final int MIN_ROWS_TO_PACK = 32;

    private final Operands operands;
    private final engine cpu;
    private final stream stream;
    private final List<Bound> products = new ArrayList<>();

    /**
     * Loads the library.
     *
     * @throws UnsatisfiedLinkError if it does not load
     * @throws UnsupportedOperationException for {@link Operands#BF16} on a CPU without bf16 instructions
     */
    public OneDnnProducts(Operands operands) {
        if (operands == Operands.BF16 && !supportsBf16()) {
            throw new UnsupportedOperationException(
                    "this CPU has no bf16 instructions (AVX512-BF16 or AMX); use `f32`");
        }
        this.operands = operands;
        this.cpu = new engine(engine.kind.cpu, 0);
        this.stream = new stream(cpu);
    }

    /** Returns whether the CPU multiplies bf16 itself; oneDNN would emulate it elsewhere, slower than f32. */
    public static boolean supportsBf16() {
        int isa = dnnl_get_effective_cpu_isa();
        return (isa & dnnl_cpu_isa_avx512_core_bf16) == dnnl_cpu_isa_avx512_core_bf16;
    }

    @Override
    public String description() {
        return operands == Operands.F32 ? "oneDNN, f32" : "oneDNN, bf16";
    }

    @Override
    public Product product(int m, int n, int k, Floats a, Storage aStorage, Floats b, Storage bStorage, Floats out) {
        MatrixProducts.requireShape(m, n, k, a, b, out);
        Bound bound = new Bound(m, n, k, a, aStorage, b, bStorage, out);
        products.add(bound);
        return bound;
    }

    @Override
    public void close() {
        products.forEach(Bound::close);
        products.clear();
        stream.close();
        cpu.close();
    }

    private static memory.desc stored(long rows, long columns, Storage storage) {
        long[] strides = storage == Storage.PLAIN ? new long[] {columns, 1} : new long[] {1, rows};
        return new memory.desc(new long[] {rows, columns}, memory.data_type.f32, strides);
    }

    /** A matmul with its packings; every native object it needs is held here until it is closed. */
    private final class Bound implements Product {

        private final Floats[] views;
        private final List<Pointer> held = new ArrayList<>();
        private final List<primitive> primitives = new ArrayList<>();
        private final List<IntMemoryMap> arguments = new ArrayList<>();
        private boolean closed;

        Bound(int m, int n, int k, Floats a, Storage aStorage, Floats b, Storage bStorage, Floats out) {
            views = new Floats[] {a, b, out};
            boolean convert = operands == Operands.BF16;
            boolean pack = convert || (bStorage == Storage.PLAIN && m >= MIN_ROWS_TO_PACK);
            memory.desc aStored = hold(stored(m, k, aStorage));
            memory.desc bStored = hold(stored(k, n, bStorage));
            memory.desc outStored = hold(stored(m, n, Storage.PLAIN));
            matmul.primitive_desc chosen = hold(new matmul.primitive_desc(
                    cpu, convert ? any(m, k) : aStored, pack ? any(k, n) : bStored, outStored));
            memory left = hold(new memory(aStored, cpu, hold(a.pointer())));
            memory right = hold(new memory(bStored, cpu, hold(b.pointer())));
            memory result = hold(new memory(outStored, cpu, hold(out.pointer())));
            memory leftReady = convert ? packed(left, hold(chosen.src_desc())) : left;
            memory rightReady = pack ? packed(right, hold(chosen.weights_desc())) : right;
            add(
                    new matmul(chosen),
                    new IntMemoryMap()
                            .put(DNNL_ARG_SRC, leftReady)
                            .put(DNNL_ARG_WEIGHTS, rightReady)
                            .put(DNNL_ARG_DST, result));
        }

        @Override
        public void run() {
            if (closed) {
                throw new IllegalStateException("this product is closed");
            }
            OpenBlasProducts.requireOpen(views);
            for (int i = 0; i < primitives.size(); i++) {
                primitives.get(i).execute(stream, arguments.get(i));
            }
        }

        void close() {
            closed = true;
            arguments.forEach(Pointer::close);
            primitives.forEach(Pointer::close);
            for (int i = held.size() - 1; i >= 0; i--) {
                held.get(i).close();
            }
        }

        private memory.desc any(long rows, long columns) {
            memory.data_type type = operands == Operands.BF16 ? memory.data_type.bf16 : memory.data_type.f32;
            return hold(new memory.desc(new long[] {rows, columns}, type, memory.format_tag.any));
        }

        private memory packed(memory source, memory.desc layout) {
            memory target = hold(new memory(layout, cpu));
            add(
                    new reorder(source, target),
                    new IntMemoryMap().put(DNNL_ARG_FROM, source).put(DNNL_ARG_TO, target));
            return target;
        }

        private void add(primitive primitive, IntMemoryMap map) {
            primitives.add(primitive);
            arguments.add(map);
        }

        private <P extends Pointer> P hold(P pointer) {
            held.add(pointer);
            return pointer;
        }
    }
}
