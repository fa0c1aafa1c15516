package dev.lattice.core.engine.pack;

import dev.lattice.core.config.Precision;
import dev.lattice.core.data.ImageSet;
import dev.lattice.core.engine.fused.FusedBackend;
import dev.lattice.core.engine.fused.MatrixProducts;
import dev.lattice.core.engine.fused.Workspace;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Runs packs on one core with the fused engine's kernels and products, member after member: no faster than one training after another,
 * and bit for bit the same. It shows without a GPU what a pack computes, and is what a GPU is compared with.
 */
public final class CpuPackDevice implements PackDevice {

    private final Workspace workspace;
    private final CpuSegments segments;
    private final ImageSet train;
    private final ImageSet validation;
    private final boolean[] dropped;

    private CpuPackDevice(Workspace workspace, Size size) {
        this.workspace = workspace;
        MatrixProducts products = FusedBackend.products(size.precision());
        workspace.beforeFreeing(products::close);
        segments = new CpuSegments(products, workspace.floats(size.floats()), size.members());
        train = size.train();
        validation = size.validation();
        dropped = new boolean[size.members()];
    }

    /** Makes devices of this kind. */
    public static final class Maker implements PackDevice.Maker {

        @Override
        public String toString() {
            return "the CPU";
        }

        private static final long MOST_BYTES = 1L << 30;

        @Override
        public Optional<String> refusal() {
            return Optional.empty();
        }

        @Override
        public boolean supports(Precision precision) {
            return precision == Precision.F32 || FusedBackend.supportsBf16();
        }

        @Override
        public long freeBytes() {
            return MOST_BYTES;
        }

        @Override
        public int atOnce() {
            return 1;
        }

        @Override
        public PackDevice make(Size size) {
            return Workspace.filled(workspace -> new CpuPackDevice(workspace, size));
        }
    }

    @Override
    public void write(long offset, float[] values) {
        segments.at(offset, values.length).copyFrom(values, 0);
    }

    @Override
    public float[] read(long offset, int count) {
        return segments.at(offset, count).toArray();
    }

    /** Segments bound to this memory. */
    private record Bound(List<Runnable> steps) implements Prepared {}

    @Override
    public Prepared prepare(PackProgram program) {
        ImageSet images = program.data() == PackProgram.Data.TRAIN ? train : validation;
        return new Bound(program.operations().stream()
                .flatMap(List::stream)
                .map(segment -> guarded(segment.member(), segments.bind(segment, images)))
                .toList());
    }

    private Runnable guarded(int member, Runnable action) {
        return () -> {
            if (!dropped[member] && segments.trains(member)) {
                action.run();
            }
        };
    }

    @Override
    public void begin(PackRun next) {
        Arrays.fill(dropped, false);
        segments.begin(next);
    }

    @Override
    public void step(Prepared program) {
        ((Bound) program).steps().forEach(Runnable::run);
        segments.stepped();
    }

    @Override
    public void drop(int member) {
        dropped[member] = true;
    }

    @Override
    public PackTotals totals() {
        return segments.totals();
    }

    @Override
    public void close() {
        workspace.close();
    }
}
