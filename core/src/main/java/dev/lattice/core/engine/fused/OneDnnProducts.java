package dev.lattice.core.engine.fused;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu_isa_avx512_core;
import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu_isa_avx512_core_bf16;
import static org.bytedeco.dnnl.global.dnnl.dnnl_get_effective_cpu_isa;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.Pointer;

/**
 * Products by oneDNN's {@code matmul} primitives, one stream per instance.
 *
 * <p>{@link ProductRules} say whether a right operand is packed first, and whether a long sum is taken in parts.
 *
 * <p>In bf16 an operand is rounded once, into a copy as it lies, for all the products that share it; the primitive packs the copy itself.
 * (Reorders from f32 straight into its packed layouts took 2.6 of 12.6 ms of a step's products at batch 500, hidden 800, latent 128 on
 * Zen 5; this way they take 0.2.) Sums and results stay f32.
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

    private final Operands operands;
    private final ProductRules rules;
    private final engine cpu;
    private final stream stream;
    private final List<Bound> products = new ArrayList<>();
    private final List<Rounded> rounded = new ArrayList<>();
    private final Workspace copies = new Workspace();

    /**
     * Loads the library.
     *
     * @throws UnsatisfiedLinkError if it does not load
     * @throws UnsupportedOperationException for {@link Operands#BF16} on a CPU without bf16 instructions
     */
    public OneDnnProducts(Operands operands) {
        this(operands, Measured.RULES);
    }

    OneDnnProducts(Operands operands, ProductRules rules) {
        if (operands == Operands.BF16 && !supportsBf16()) {
            throw new UnsupportedOperationException(
                    "this CPU has no bf16 instructions (AVX512-BF16 or AMX); use `f32`");
        }
        this.operands = operands;
        this.rules = rules;
        this.cpu = new engine(engine.kind.cpu, 0);
        this.stream = new stream(cpu);
    }

    /** What is looked up once, when the library is there. */
    private static final class Measured {
        private static final ProductRules RULES = ProductRules.ofThisCpu(has(dnnl_cpu_isa_avx512_core));
    }

    /** Returns whether the CPU multiplies bf16 itself; oneDNN would emulate it elsewhere, slower than f32. */
    public static boolean supportsBf16() {
        return has(dnnl_cpu_isa_avx512_core_bf16);
    }

    private static boolean has(int instructions) {
        return (dnnl_get_effective_cpu_isa() & instructions) == instructions;
    }

    @Override
    public String description() {
        return operands == Operands.F32 ? "oneDNN, f32" : "oneDNN, bf16";
    }

    @Override
    public Operand operand(Floats values) {
        if (operands == Operands.F32) {
            return new InPlace(values);
        }
        Rounded operand = new Rounded(values);
        rounded.add(operand);
        return operand;
    }

    @Override
    public Product product(int m, int n, int k, Operand a, Storage aStorage, Operand b, Storage bStorage, Floats out) {
        MatrixProducts.requireShape(m, n, k, a, b, out);
        Bound bound = new Bound(m, n, k, a, aStorage, b, bStorage, out);
        products.add(bound);
        return bound;
    }

    @Override
    public void close() {
        products.forEach(NativeObjects::close);
        products.clear();
        rounded.forEach(NativeObjects::close);
        rounded.clear();
        copies.close();
        stream.close();
        cpu.close();
    }

    /** Native objects that are held until they are closed together, and primitives that run in order. */
    private class NativeObjects {

        private final List<Pointer> held = new ArrayList<>();
        private final List<primitive> primitives = new ArrayList<>();
        private final List<IntMemoryMap> arguments = new ArrayList<>();
        private final Floats[] views;
        private boolean closed;

        NativeObjects(Floats... views) {
            this.views = views;
        }

        final void execute() {
            if (closed) {
                throw new IllegalStateException("this product is closed");
            }
            OpenBlasProducts.requireOpen(views);
            for (int i = 0; i < primitives.size(); i++) {
                primitives.get(i).execute(stream, arguments.get(i));
            }
        }

        final void close() {
            closed = true;
            arguments.forEach(Pointer::close);
            primitives.forEach(Pointer::close);
            for (int i = held.size() - 1; i >= 0; i--) {
                held.get(i).close();
            }
        }

        final void add(primitive primitive, IntMemoryMap map) {
            primitives.add(primitive);
            arguments.add(map);
        }

        /** Adds a copy from one memory to another, with a change of type or layout. */
        final void addReorder(memory source, memory target) {
            add(
                    new reorder(source, target),
                    new IntMemoryMap().put(DNNL_ARG_FROM, source).put(DNNL_ARG_TO, target));
        }

        final memory memory(memory.desc layout, Floats data) {
            return hold(new memory(layout, cpu, hold(data.pointer())));
        }

        final memory.desc stored(long rows, long columns, Storage storage, memory.data_type type) {
            boolean plain = storage == Storage.PLAIN;
            return strided(rows, columns, plain ? columns : 1, plain ? 1 : rows, type);
        }

        /** Describes a matrix whose rows, and whose columns, begin so many numbers apart. */
        final memory.desc strided(long rows, long columns, long rowStep, long columnStep, memory.data_type type) {
            return hold(new memory.desc(new long[] {rows, columns}, type, new long[] {rowStep, columnStep}));
        }

        final <P extends Pointer> P hold(P pointer) {
            held.add(pointer);
            return pointer;
        }
    }

    /** An operand with a copy in bf16. */
    private final class Rounded extends NativeObjects implements Operand {

        private final Floats values;
        private final Floats copy;

        Rounded(Floats values) {
            super(values);
            this.values = values;
            // Two bf16 numbers in the place of a float.
            copy = copies.floats((values.length() + 1L) / 2);
            memory.desc f32 = stored(1, values.length(), Storage.PLAIN, memory.data_type.f32);
            memory.desc bf16 = stored(1, values.length(), Storage.PLAIN, memory.data_type.bf16);
            addReorder(memory(f32, values), memory(bf16, copy));
        }

        @Override
        public Floats values() {
            return values;
        }

        @Override
        public void changed() {
            execute();
        }
    }

    /** A matmul, or several whose results are added; with the packing of its right operand if that comes first. */
    private final class Bound extends NativeObjects implements Product {

        private final memory.data_type type;
        private final boolean pack;

        Bound(int m, int n, int k, Operand a, Storage aStorage, Operand b, Storage bStorage, Floats out) {
            super(a.values(), b.values(), out);
            boolean mayPack = operands == Operands.F32 && bStorage == Storage.PLAIN;
            type = operands == Operands.F32 ? memory.data_type.f32 : memory.data_type.bf16;
            pack = mayPack && rules.pack(m, n, b.values());
            memory result = memory(stored(m, n, Storage.PLAIN, memory.data_type.f32), out);
            int part = mayPack && aStorage == Storage.PLAIN ? rules.part(k) : k;
            if (part == k) {
                memory left = memory(stored(m, k, aStorage, type), data(a));
                multiply(left, memory(stored(k, n, bStorage, type), data(b)), result, null);
                return;
            }
            post_ops sum = hold(new post_ops());
            sum.append_sum();
            primitive_attr added = hold(new primitive_attr());
            added.set_post_ops(sum);
            for (int from = 0; from < k; from += part) {
                int count = Math.min(part, k - from);
                Floats columns = a.values().slice(from, a.values().length() - from);
                Floats rows = b.values().slice(from * n, count * n);
                memory left = memory(strided(m, count, k, 1, type), columns);
                multiply(left, memory(stored(count, n, bStorage, type), rows), result, from == 0 ? null : added);
            }
        }

        private void multiply(memory left, memory right, memory result, primitive_attr attributes) {
            memory.desc asStored = hold(right.get_desc());
            memory.desc any = pack ? hold(new memory.desc(asStored.get_dims(), type, memory.format_tag.any)) : asStored;
            memory.desc x = hold(left.get_desc());
            memory.desc y = hold(result.get_desc());
            matmul.primitive_desc chosen = hold(
                    attributes == null
                            ? new matmul.primitive_desc(cpu, x, any, y)
                            : new matmul.primitive_desc(cpu, x, any, y, attributes, false));
            memory rightReady = right;
            if (pack) {
                rightReady = hold(new memory(hold(chosen.weights_desc()), cpu));
                addReorder(right, rightReady);
            }
            add(
                    new matmul(chosen),
                    new IntMemoryMap()
                            .put(DNNL_ARG_SRC, left)
                            .put(DNNL_ARG_WEIGHTS, rightReady)
                            .put(DNNL_ARG_DST, result));
        }

        @Override
        public void run() {
            execute();
        }

        private static Floats data(Operand operand) {
            return operand instanceof Rounded rounded ? rounded.copy : operand.values();
        }
    }
}
