package dev.lattice.core.engine.cuda;

import dev.lattice.core.engine.pack.PackProgram;
import dev.lattice.core.engine.pack.Segment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * A pack's program as launches: kernels of {@code pack.cu}, with a block for each part of each segment, and products, those of one shape
 * in one batch.
 *
 * @param launches one after another
 * @param data 0 for training images, 1 for validation images
 */
public record CudaProgram(List<Launch> launches, int data) {

    /** Numbers of a segment, filled up with zeros; {@code WORDS} of {@code pack.cu}. */
    public static final int WORDS = 12;

    /** Threads of a block; {@code THREADS} of {@code pack.cu}. */
    public static final int THREADS = 256;

    private static final int ELEMENTS = 1024;
    private static final int COLUMNS = 32;

    /** Something to launch. */
    public sealed interface Launch {}

    /**
     * A kernel.
     *
     * @param kernel its function
     * @param segments {@link #WORDS} numbers each
     * @param tiles for each block the segment and which part of it
     */
    public record Kernel(String kernel, long[] segments, int[] tiles) implements Launch {

        /** Returns the number of blocks. */
        public int blocks() {
            return tiles.length / 2;
        }
    }

    /**
     * Products {@code c[m, n] = a[m, k] · b[k, n]} of one shape, row-major; an operand is stored as its transpose where it says so.
     *
     * @param a places of the left operands in floats
     */
    public record Products(int m, int n, int k, boolean aTransposed, boolean bTransposed, long[] a, long[] b, long[] c)
            implements Launch {}

    /** Returns the launches of a program. */
    public static CudaProgram of(PackProgram program) {
        List<Launch> launches = new ArrayList<>();
        for (List<Segment> operation : program.operations()) {
            Segment.Kind kind = operation.get(0).kind();
            if (kind == Segment.Kind.PRODUCT) {
                launches.addAll(products(operation));
            } else {
                launches.add(kernel(kind.name().toLowerCase(Locale.ROOT), operation));
            }
            if (kind == Segment.Kind.OUTPUT) {
                launches.add(kernel("output_sums", operation));
            }
        }
        return new CudaProgram(List.copyOf(launches), program.data().ordinal());
    }

    private static Kernel kernel(String name, List<Segment> operation) {
        long[] segments = new long[operation.size() * WORDS];
        List<int[]> tiles = new ArrayList<>();
        for (int i = 0; i < operation.size(); i++) {
            long[] words = operation.get(i).words();
            System.arraycopy(words, 0, segments, i * WORDS, words.length);
            int parts = parts(name, words);
            for (int part = 0; part < parts; part++) {
                tiles.add(new int[] {i, part});
            }
        }
        int[] flat = new int[2 * tiles.size()];
        for (int t = 0; t < tiles.size(); t++) {
            flat[2 * t] = tiles.get(t)[0];
            flat[2 * t + 1] = tiles.get(t)[1];
        }
        return new Kernel(name, segments, flat);
    }

    /** Returns the number of blocks that share a segment; the second and the third of its numbers are rows and columns. */
    private static int parts(String kernel, long[] words) {
        return switch (kernel) {
            case "update" -> ceiling(words[1], ELEMENTS);
            case "reparameterize", "output", "squared_error" -> Math.toIntExact(words[1]);
            case "activation_backward", "output_sums", "latent_gradient", "label_sum" -> ceiling(words[2], COLUMNS);
            case "sums" -> 1;
            default -> ceiling(words[1] * words[2], ELEMENTS);
        };
    }

    private static int ceiling(long number, int unit) {
        return Math.toIntExact((number + unit - 1) / unit);
    }

    private record Shape(int m, int n, int k, boolean aTransposed, boolean bTransposed) {}

    private static List<Launch> products(List<Segment> operation) {
        Map<Shape, List<Segment.Product>> shapes = new LinkedHashMap<>();
        for (Segment segment : operation) {
            Segment.Product p = (Segment.Product) segment;
            shapes.computeIfAbsent(
                            new Shape(p.m(), p.n(), p.k(), p.aTransposed(), p.bTransposed()), s -> new ArrayList<>())
                    .add(p);
        }
        List<Launch> launches = new ArrayList<>();
        shapes.forEach((s, all) -> launches.add(new Products(
                s.m(),
                s.n(),
                s.k(),
                s.aTransposed(),
                s.bTransposed(),
                all.stream().mapToLong(Segment.Product::a).toArray(),
                all.stream().mapToLong(Segment.Product::b).toArray(),
                all.stream().mapToLong(Segment.Product::c).toArray())));
        return launches;
    }

    /** Returns the source of the kernels. */
    public static String source() {
        try (var in = Objects.requireNonNull(CudaProgram.class.getResourceAsStream("pack.cu"))) {
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
