package dev.lattice.benchmarks;

import dev.lattice.core.engine.fused.Floats;
import dev.lattice.core.engine.fused.MatrixProducts;
import dev.lattice.core.engine.fused.MatrixProducts.Operand;
import dev.lattice.core.engine.fused.MatrixProducts.Product;
import dev.lattice.core.engine.fused.MatrixProducts.Storage;
import dev.lattice.core.engine.fused.OneDnnProducts;
import dev.lattice.core.engine.fused.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A step's dense matrix products alone, on buffers of their own: the floor under a step that skips nothing. */
public final class TimedProducts implements AutoCloseable {

    private final Workspace workspace = new Workspace();
    private final MatrixProducts products = new OneDnnProducts(OneDnnProducts.Operands.F32);
    private final List<Product> step = new ArrayList<>();
    private final int batch;

    /** Prepares the products of a step. */
    public TimedProducts(Shape shape) {
        batch = shape.batch();
        Operand x = random(batch * Shape.PIXELS);
        Operand hidden = layer(Shape.PIXELS, shape.hidden(), x, false);
        layer(shape.hidden(), 2 * shape.latent(), hidden, true);
        Operand z = random(batch * shape.latent());
        Operand decoded = layer(shape.latent(), shape.hidden(), z, true);
        layer(shape.hidden(), Shape.PIXELS, decoded, true);
    }

    private TimedProducts(int size) {
        batch = size;
        layerForward(size, size, random(size * size), random(size * size), workspace.floats((long) size * size));
    }

    /** Returns the product of two square matrices, whose rate stands for the core's best. */
    public static TimedProducts square(int size) {
        return new TimedProducts(size);
    }

    /** Runs the products for about {@code seconds} and returns the median time of all of them once, in ms. */
    public double run(double seconds) {
        long[] times = new long[1 << 16];
        int count = 0;
        long end = System.nanoTime() + (long) (seconds * 1e9);
        long last = System.nanoTime();
        while (count < times.length && (last < end || count == 0)) {
            for (Product product : step) {
                product.run();
            }
            long now = System.nanoTime();
            times[count++] = now - last;
            last = now;
        }
        Arrays.sort(times, 0, count);
        return times[count / 2] / 1e6;
    }

    @Override
    public void close() {
        products.close();
        workspace.close();
    }

    private Operand layer(int in, int out, Operand x, boolean wantsInputGradient) {
        Operand weight = random(in * out);
        Operand y = random(batch * out);
        layerForward(in, out, x, weight, y.values());
        Operand dy = random(batch * out);
        step.add(products.product(
                out, in, batch, dy, Storage.TRANSPOSED, x, Storage.PLAIN, workspace.floats((long) in * out)));
        if (wantsInputGradient) {
            Floats dx = workspace.floats((long) batch * in);
            step.add(products.product(batch, in, out, dy, Storage.PLAIN, weight, Storage.PLAIN, dx));
        }
        return y;
    }

    private void layerForward(int in, int out, Operand x, Operand weight, Floats y) {
        step.add(products.product(batch, out, in, x, Storage.PLAIN, weight, Storage.TRANSPOSED, y));
    }

    /** Numbers of no special value: zeros and denormals have speeds of their own. */
    private Operand random(int count) {
        Floats floats = workspace.floats(count);
        for (int i = 0; i < count; i++) {
            floats.set(i, ((i * 2654435761L >>> 7) % 2000 - 1000) / 1000f);
        }
        return products.operand(floats);
    }
}
