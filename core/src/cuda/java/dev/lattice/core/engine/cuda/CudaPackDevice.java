package dev.lattice.core.engine.cuda;

import static org.bytedeco.cuda.global.cublas.CUBLAS_COMPUTE_32F;
import static org.bytedeco.cuda.global.cublas.CUBLAS_COMPUTE_32F_FAST_16BF;
import static org.bytedeco.cuda.global.cudart.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL;
import static org.bytedeco.cuda.global.cudart.cuGraphDestroy;
import static org.bytedeco.cuda.global.cudart.cuGraphExecDestroy;
import static org.bytedeco.cuda.global.cudart.cuGraphInstantiate;
import static org.bytedeco.cuda.global.cudart.cuGraphLaunch;
import static org.bytedeco.cuda.global.cudart.cuStreamBeginCapture;
import static org.bytedeco.cuda.global.cudart.cuStreamEndCapture;
import static org.bytedeco.cuda.global.cudart.cuStreamSynchronize;

import dev.lattice.core.config.Precision;
import dev.lattice.core.data.ImageSet;
import dev.lattice.core.engine.pack.PackDevice;
import dev.lattice.core.engine.pack.PackProgram;
import dev.lattice.core.engine.pack.PackRun;
import dev.lattice.core.engine.pack.PackTotals;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.cuda.cudart.CUgraphExec_st;
import org.bytedeco.cuda.cudart.CUgraph_st;
import org.bytedeco.cuda.cudart.CUstream_st;

/** A pack on a card: its memory, its streams, and a graph for each program. */
final class CudaPackDevice implements PackDevice {

    /** What cuBLAS asks for on the newest cards. */
    private static final long WORKSPACE_BYTES = 32L << 20;

    /** Products of unlike shape that run at once. */
    private static final int BRANCHES = 8;

    /** For the smaller of these products. */
    private static final long BRANCH_WORKSPACE_BYTES = 8L << 20;

    private final CudaCard card;
    private final Size size;
    private final CudaMemory blocks = new CudaMemory();
    private final List<CudaStream> streams = new ArrayList<>();
    private final List<Graph> graphs = new ArrayList<>();
    private final CudaLaunches launches;
    private final long memory;
    private final long orders;
    private final long orderOf;
    private final long noiseKeys;
    private final long pixelKeys;
    private final long klWeights;
    private final long klScales;
    private final long optimizer;
    private final long step;
    private final long state;
    private final long finite;
    private final long totals;
    private final long run;
    private final long[] images;
    private final long[] labels;

    CudaPackDevice(CudaCard card, Size size) {
        this.card = card;
        this.size = size;
        card.use();
        try {
            for (int branch = 0; branch < BRANCHES; branch++) {
                streams.add(new CudaStream(blocks, branch == 0 ? WORKSPACE_BYTES : BRANCH_WORKSPACE_BYTES));
            }
            int members = size.members();
            long cells = (long) members * size.stepsPerEpoch();
            memory = blocks.allocate(Float.BYTES * size.floats());
            orders = blocks.allocate(
                    (long) Integer.BYTES * members * size.train().count());
            orderOf = blocks.allocate((long) Integer.BYTES * members);
            noiseKeys = blocks.allocate((long) Long.BYTES * members);
            pixelKeys = blocks.allocate((long) Long.BYTES * members);
            klWeights = blocks.allocate(Double.BYTES * cells);
            klScales = blocks.allocate(Float.BYTES * cells);
            optimizer = blocks.allocate(Float.BYTES * PackRun.NUMBERS * cells);
            step = blocks.allocate(Integer.BYTES);
            state = blocks.allocate((long) Integer.BYTES * members);
            finite = blocks.allocate((long) Integer.BYTES * members);
            totals = blocks.allocate((long) Double.BYTES * CudaTables.TOTALS * members);
            images = new long[] {pixels(size.train()), pixels(size.validation())};
            labels = new long[] {labels(size.train()), labels(size.validation())};
            run = blocks.of(runTable(0));
            int precise = size.precision() == Precision.F32 ? CUBLAS_COMPUTE_32F : CUBLAS_COMPUTE_32F_FAST_16BF;
            launches = new CudaLaunches(card, blocks, streams, precise, memory, run);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private long pixels(ImageSet set) {
        byte[] bytes = new byte[set.count() * set.imageSize()];
        set.pixels().get(0, bytes);
        long address = blocks.allocate(bytes.length);
        CudaMemory.put(address, bytes);
        return address;
    }

    private long labels(ImageSet set) {
        byte[] bytes = new byte[set.count()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) set.label(i);
        }
        long address = blocks.allocate(bytes.length);
        CudaMemory.put(address, bytes);
        return address;
    }

    /** Returns struct Run of pack.cu, whose fields are 8 bytes each. */
    private long[] runTable(long stride) {
        return new long[] {
            memory,
            images[0],
            images[1],
            labels[0],
            labels[1],
            orders,
            orderOf,
            noiseKeys,
            pixelKeys,
            klWeights,
            klScales,
            optimizer,
            step,
            state,
            finite,
            totals,
            stride,
            size.members(),
            size.train().count()
        };
    }

    @Override
    public void write(long offset, float[] values) {
        await();
        CudaMemory.put(memory + Float.BYTES * offset, values);
    }

    @Override
    public float[] read(long offset, int count) {
        await();
        return CudaMemory.floats(memory + Float.BYTES * offset, count);
    }

    /** A program captured once. */
    private record Graph(CUgraph_st graph, CUgraphExec_st executable) implements Prepared {}

    @Override
    public Prepared prepare(PackProgram program) {
        await();
        CudaProgram launched = CudaProgram.of(program);
        launches.load(launched);
        Graph graph = new Graph(new CUgraph_st(), new CUgraphExec_st());
        CudaCard.check("cuStreamBeginCapture", cuStreamBeginCapture(stream(), CU_STREAM_CAPTURE_MODE_THREAD_LOCAL));
        try {
            launches.launch(launched);
        } catch (RuntimeException | Error e) {
            // Ends with an error of its own, which says less.
            cuStreamEndCapture(stream(), graph.graph());
            throw e;
        }
        CudaCard.check("cuStreamEndCapture", cuStreamEndCapture(stream(), graph.graph()));
        CudaCard.check("cuGraphInstantiate", cuGraphInstantiate(graph.executable(), graph.graph(), 0));
        graphs.add(graph);
        return graph;
    }

    @Override
    public void begin(PackRun next) {
        await();
        CudaTables tables = CudaTables.of(next);
        for (int o = 0; o < next.orders().length; o++) {
            CudaMemory.put(orders + (long) Integer.BYTES * o * size.train().count(), next.orders()[o]);
        }
        CudaMemory.put(orderOf, tables.orderOf());
        CudaMemory.put(noiseKeys, next.noiseKeys());
        CudaMemory.put(pixelKeys, next.pixelKeys());
        CudaMemory.put(klWeights, next.klWeights());
        CudaMemory.put(klScales, next.klScales());
        CudaMemory.put(optimizer, next.optimizer());
        CudaMemory.put(step, 0);
        CudaMemory.put(state, tables.state());
        int[] ones = new int[size.members()];
        Arrays.fill(ones, 1);
        CudaMemory.put(finite, ones);
        CudaMemory.put(totals, CudaTables.noTotals(size.members()));
        CudaMemory.put(run, runTable(next.stride()));
    }

    @Override
    public void step(Prepared program) {
        card.use();
        CudaCard.check("cuGraphLaunch", cuGraphLaunch(((Graph) program).executable(), stream()));
    }

    @Override
    public void drop(int member) {
        await();
        long at = state + (long) Integer.BYTES * member;
        if (CudaMemory.ints(at, 1)[0] == 0) {
            CudaMemory.put(at, -1);
        }
    }

    @Override
    public PackTotals totals() {
        await();
        return CudaTables.totals(
                CudaMemory.doubles(totals, CudaTables.TOTALS * size.members()), CudaMemory.ints(state, size.members()));
    }

    private void await() {
        card.use();
        CudaCard.check("cuStreamSynchronize", cuStreamSynchronize(stream()));
    }

    /** The stream on which graphs run; the others only take part in what is captured. */
    private CUstream_st stream() {
        return streams.get(0).stream();
    }

    @Override
    public void close() {
        card.use();
        for (Graph graph : graphs) {
            CudaCard.check("cuGraphExecDestroy", cuGraphExecDestroy(graph.executable()));
            CudaCard.check("cuGraphDestroy", cuGraphDestroy(graph.graph()));
        }
        graphs.clear();
        streams.forEach(CudaStream::close);
        streams.clear();
        blocks.close();
    }
}
