package dev.lattice.core.engine.cuda;

import dev.lattice.core.engine.pack.PackProgram;
import dev.lattice.core.engine.pack.Segment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * A pack's program as launches: kernels of {@code pack.cu}, with a block for each part of each segment, and products, those of one shape
 * in one batch and the batches of one operation side by side.
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

    /** Kernels count the numbers of a segment in 32 bits. */
    private static final long MOST = 1L << 32;

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
     * Batches of products that do not depend on one another. One by one they would leave most of a card idle: five members' products
     * of a hidden layer with a code are a handful of blocks.
     *
     * @param batches the one with most operations first, so that small ones fill what it leaves free
     */
    public record SideBySide(List<Products> batches) implements Launch {}

    /**
     * Products {@code c[m, n] = a[m, k] · b[k, n]} of one shape, row-major; an operand is stored as its transpose where it says so.
     *
     * @param a places of the left operands in floats
     */
    public record Products(
            int m, int n, int k, boolean aTransposed, boolean bTransposed, long[] a, long[] b, long[] c) {

        /** Returns the multiplications of all of them. */
        long multiplications() {
            return (long) m * n * k * a.length;
        }
    }

    /** Returns the launches of a program. */
    public static CudaProgram of(PackProgram program) {
        List<Launch> launches = new ArrayList<>();
        for (List<Segment> operation : program.operations()) {
            Segment.Kind kind = operation.get(0).kind();
            if (kind == Segment.Kind.PRODUCT) {
                launches.add(products(operation));
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
        if (number >= MOST) {
            throw new IllegalArgumentException(
                    "images of a step times the width of a layer must be < " + MOST + " on a GPU, but were " + number);
        }
        return Math.toIntExact((number + unit - 1) / unit);
    }

    private record Shape(int m, int n, int k, boolean aTransposed, boolean bTransposed) {}

    private static SideBySide products(List<Segment> operation) {
        Map<Shape, List<Segment.Product>> shapes = new LinkedHashMap<>();
        for (Segment segment : operation) {
            Segment.Product p = (Segment.Product) segment;
            shapes.computeIfAbsent(
                            new Shape(p.m(), p.n(), p.k(), p.aTransposed(), p.bTransposed()), s -> new ArrayList<>())
                    .add(p);
        }
        return new SideBySide(shapes.entrySet().stream()
                .map(entry -> batch(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingLong(Products::multiplications).reversed())
                .toList());
    }

    private static Products batch(Shape s, List<Segment.Product> all) {
        return new Products(
                s.m(),
                s.n(),
                s.k(),
                s.aTransposed(),
                s.bTransposed(),
                all.stream().mapToLong(Segment.Product::a).toArray(),
                all.stream().mapToLong(Segment.Product::b).toArray(),
                all.stream().mapToLong(Segment.Product::c).toArray());
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
