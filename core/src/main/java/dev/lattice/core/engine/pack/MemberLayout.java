package dev.lattice.core.engine.pack;

import dev.lattice.core.engine.fused.FlatLayout;
import dev.lattice.core.model.Layer;
import dev.lattice.core.model.Network;
import dev.lattice.core.model.ParameterBlock;
import java.util.ArrayList;
import java.util.List;

/** Where one member of a pack has its numbers: what a pass of the fused engine has in buffers, as places in one memory. */
final class MemberLayout {

    /** Which member, from 0. */
    final int member;

    final Network network;
    final FlatLayout flat;
    final List<Bound> encoder = new ArrayList<>();
    final List<Bound> decoder = new ArrayList<>();
    final long parameters;
    final long gradient;
    final long[] moments;
    final long pixels;
    final long noise;
    final long z;
    final long zGradient;
    final long rowLoss;
    final long rowKl;
    final long rowError;
    private final long looked;

    /** A layer with the places of its output and of that output's gradient, which may be one; −1 is nowhere. */
    record Bound(Layer.Dense layer, long input, long inputGradient, long output, long gradient) {}

    /**
     * Takes memory for a member.
     *
     * @param moments the optimizer's moving averages
     * @param rows most images of a step
     * @param images images that are looked at
     */
    MemberLayout(int member, Network network, int moments, int rows, int images, Places memory) {
        this.member = member;
        this.network = network;
        flat = FlatLayout.of(network);
        long size = flat.size();
        parameters = memory.take(size);
        gradient = memory.take(size);
        this.moments = new long[moments];
        for (int m = 0; m < moments; m++) {
            this.moments[m] = memory.take(size);
        }
        pixels = memory.take((long) rows * network.pixels());
        rowLoss = memory.take(rows);
        rowKl = memory.take(rows);
        rowError = memory.take(rows);
        boolean samples = network.variant().samples();
        noise = samples ? memory.take((long) rows * network.latent()) : -1;
        Bound posterior = stack(network.encoder(), pixels, -1, rows, memory, encoder);
        z = samples ? memory.take((long) rows * network.latent()) : posterior.output();
        zGradient = samples ? memory.take((long) rows * network.latent()) : posterior.gradient();
        stack(network.decoder(), z, zGradient, rows, memory, decoder);
        looked = memory.take((long) images * (3 + heads()));
    }

    private Bound stack(
            List<Layer> layers, long input, long inputGradient, int rows, Places memory, List<Bound> target) {
        long x = input;
        long dx = inputGradient;
        for (Layer layer : layers) {
            Layer.Dense dense = (Layer.Dense) layer;
            boolean inPlace = !dense.activated()
                    && (target == decoder || network.variant().samples());
            long y = memory.take((long) rows * dense.outputs());
            long dy = inPlace ? y : memory.take((long) rows * dense.outputs());
            target.add(new Bound(dense, x, dx, y, dy));
            x = y;
            dx = dy;
        }
        return target.get(target.size() - 1);
    }

    /** Returns the outputs of the encoder per image. */
    int heads() {
        return network.encoder().get(network.encoder().size() - 1).outputs();
    }

    /** Returns where a look at {@code images} puts the numbers per image: losses, KL, squared errors, heads. */
    long[] looked(int images) {
        return new long[] {looked, looked + images, looked + 2L * images, looked + 3L * images};
    }

    /** Returns where a block of parameters is. */
    long parameter(ParameterBlock block) {
        return parameters + flat.place(block);
    }

    /** Returns where the gradient of a block of parameters goes. */
    long gradient(ParameterBlock block) {
        return gradient + flat.place(block);
    }

    /** Returns the posterior of an encoder, the output of a decoder. */
    static Bound last(List<Bound> layers) {
        return layers.get(layers.size() - 1);
    }

    /** Gives out places of a memory that is made afterwards. */
    static final class Places {

        private static final long ALIGNED = 64;

        private long taken;

        long take(long floats) {
            long at = taken;
            taken += (floats + ALIGNED - 1) / ALIGNED * ALIGNED;
            return at;
        }

        long taken() {
            return taken;
        }
    }
}
