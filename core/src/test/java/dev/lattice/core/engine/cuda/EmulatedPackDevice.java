package dev.lattice.core.engine.cuda;

import dev.lattice.core.config.Precision;
import dev.lattice.core.data.ImageSet;
import dev.lattice.core.engine.pack.PackDevice;
import dev.lattice.core.engine.pack.PackProgram;
import dev.lattice.core.engine.pack.PackRun;
import dev.lattice.core.engine.pack.PackTotals;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The kernels of {@code pack.cu} and their launches without a card: a program that a C++ compiler made of them takes the steps. */
final class EmulatedPackDevice implements PackDevice {

    private final Path emulator;
    private final Size size;
    private final float[] memory;
    private final List<CudaProgram> programs = new ArrayList<>();
    private final List<Long> events = new ArrayList<>();
    private PackRun run;
    private PackTotals totals;

    private EmulatedPackDevice(Path emulator, Size size) {
        this.emulator = emulator;
        this.size = size;
        this.memory = new float[Math.toIntExact(size.floats())];
    }

    /** Makes devices of a compiled emulator. */
    record Maker(Path emulator) implements PackDevice.Maker {

        /** Compiles the kernels with the C++ compiler of this machine; empty if it has none. */
        static Optional<Maker> compiled(Path folder) throws IOException, InterruptedException {
            Files.writeString(folder.resolve("pack.cu"), CudaProgram.source());
            try (var in = EmulatedPackDevice.class.getResourceAsStream("emulator.cpp")) {
                Files.write(folder.resolve("emulator.cpp"), in.readAllBytes());
            }
            try {
                Process compiler = new ProcessBuilder(
                                "g++", "-O1", "-std=c++17", "-w", "-ffp-contract=off", "-o", "emulator", "emulator.cpp")
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
                String said = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                if (compiler.waitFor() != 0) {
                    throw new IllegalStateException("pack.cu does not compile:\n" + said);
                }
                return Optional.of(new Maker(folder.resolve("emulator")));
            } catch (IOException e) {
                return Optional.empty();
            }
        }

        @Override
        public Optional<String> refusal() {
            return Optional.empty();
        }

        @Override
        public boolean supports(Precision precision) {
            return precision == Precision.F32;
        }

        @Override
        public long freeBytes() {
            return Integer.MAX_VALUE;
        }

        @Override
        public int atOnce() {
            return 1;
        }

        @Override
        public PackDevice make(Size size) {
            return new EmulatedPackDevice(emulator, size);
        }
    }

    private record Number(int number) implements Prepared {}

    @Override
    public void write(long offset, float[] values) {
        System.arraycopy(values, 0, memory, Math.toIntExact(offset), values.length);
    }

    @Override
    public float[] read(long offset, int count) {
        return Arrays.copyOfRange(memory, Math.toIntExact(offset), Math.toIntExact(offset) + count);
    }

    @Override
    public Prepared prepare(PackProgram program) {
        programs.add(CudaProgram.of(program));
        return new Number(programs.size() - 1);
    }

    @Override
    public void begin(PackRun next) {
        run = next;
        events.clear();
        totals = null;
    }

    @Override
    public void step(Prepared program) {
        events.add((long) ((Number) program).number());
    }

    @Override
    public void drop(int member) {
        events.add(-1L - member);
    }

    @Override
    public PackTotals totals() {
        if (totals == null) {
            try {
                totals = emulate();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        return totals;
    }

    @Override
    public void close() {
        // Holds nothing.
    }

    private PackTotals emulate() throws IOException, InterruptedException {
        Path input = Files.createTempFile(emulator.getParent(), "run", ".in");
        Path output = input.resolveSibling(input.getFileName() + ".out");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(input))) {
            write(out);
        }
        Process process = new ProcessBuilder(emulator.toString(), input.toString(), output.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IllegalStateException("the emulator ended with " + process.exitValue() + ": " + said);
        }
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(output)).order(ByteOrder.LITTLE_ENDIAN);
        Files.delete(input);
        Files.delete(output);
        for (int i = 0; i < memory.length; i++) {
            memory[i] = in.getFloat();
        }
        PackTotals read = PackTotals.none(size.members());
        for (int m = 0; m < size.members(); m++) {
            read.reconstruction()[m] = in.getDouble();
            read.kl()[m] = in.getDouble();
            read.objective()[m] = in.getDouble();
            read.lastFinite()[m] = in.getDouble();
        }
        for (int m = 0; m < size.members(); m++) {
            read.divergedAt()[m] = Math.max(0, in.getInt());
        }
        return read;
    }

    private void write(OutputStream out) throws IOException {
        CudaTables tables = CudaTables.of(run);
        boolean looks = run.klWeights().length == 0;
        ImageSet train = size.train();
        ImageSet validation = size.validation();
        longs(
                out,
                memory.length,
                size.members(),
                train.count(),
                validation.count(),
                train.imageSize(),
                run.orders().length,
                run.steps(),
                run.stride(),
                looks ? 0 : 1);
        floats(out, memory);
        images(out, train);
        images(out, validation);
        for (int[] order : run.orders()) {
            ints(out, order);
        }
        ints(out, tables.orderOf());
        longs(out, run.noiseKeys());
        longs(out, run.pixelKeys());
        for (double weight : run.klWeights()) {
            longs(out, Double.doubleToRawLongBits(weight));
        }
        floats(out, run.klScales());
        floats(out, run.optimizer());
        ints(out, tables.state());
        longs(out, programs.size());
        for (CudaProgram program : programs) {
            longs(out, program.data(), program.launches().size());
            for (CudaProgram.Launch launch : program.launches()) {
                write(out, launch);
            }
        }
        longs(out, events.size());
        longs(out, events.stream().mapToLong(e -> e).toArray());
    }

    private static void write(OutputStream out, CudaProgram.Launch launch) throws IOException {
        if (launch instanceof CudaProgram.Kernel kernel) {
            byte[] name = kernel.kernel().getBytes(StandardCharsets.US_ASCII);
            longs(out, 0, name.length);
            out.write(name);
            longs(out, kernel.segments().length);
            longs(out, kernel.segments());
            longs(out, kernel.tiles().length);
            ints(out, kernel.tiles());
        } else if (launch instanceof CudaProgram.Products p) {
            longs(out, 1, p.m(), p.n(), p.k(), p.aTransposed() ? 1 : 0, p.bTransposed() ? 1 : 0, p.a().length);
            longs(out, p.a());
            longs(out, p.b());
            longs(out, p.c());
        }
    }

    private static void images(OutputStream out, ImageSet images) throws IOException {
        byte[] pixels = new byte[images.count() * images.imageSize()];
        images.pixels().get(0, pixels);
        out.write(pixels);
        for (int i = 0; i < images.count(); i++) {
            out.write(images.label(i));
        }
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void longs(OutputStream out, long... values) throws IOException {
        ByteBuffer bytes = buffer(8 * values.length);
        bytes.asLongBuffer().put(values);
        out.write(bytes.array());
    }

    private static void ints(OutputStream out, int... values) throws IOException {
        ByteBuffer bytes = buffer(4 * values.length);
        bytes.asIntBuffer().put(values);
        out.write(bytes.array());
    }

    private static void floats(OutputStream out, float... values) throws IOException {
        ByteBuffer bytes = buffer(4 * values.length);
        bytes.asFloatBuffer().put(values);
        out.write(bytes.array());
    }
}
