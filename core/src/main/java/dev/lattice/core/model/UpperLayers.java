package dev.lattice.core.model;

import java.util.List;

/**
 * The layers between the two codes of a network with two stochastic layers: z1, which the image is coded into and decoded from, and
 * z2, the network's code.
 *
 * @param lower dimensions of z1
 * @param encoder from z1 to q(z2|z1): means and log variances of z2
 * @param decoder from z2 to p(z1|z2): means and log variances of z1
 */
public record UpperLayers(int lower, List<Layer> encoder, List<Layer> decoder) {

    /** Copies the lists. */
    public UpperLayers {
        encoder = List.copyOf(encoder);
        decoder = List.copyOf(decoder);
    }
}
