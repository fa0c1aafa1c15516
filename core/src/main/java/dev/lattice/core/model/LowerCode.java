package dev.lattice.core.model;

import java.util.List;

/**
 * What a variant with two stochastic layers says of the lower one, z1, which lies between the image and the code z = z2.
 *
 * @param latent dimensions of z1
 * @param hidden units of the hidden layers from z1 to z2, z1's side first; those from z2 to z1 mirror them. May be empty
 */
public record LowerCode(int latent, List<Integer> hidden) {

    /** Copies the list. */
    public LowerCode {
        hidden = List.copyOf(hidden);
    }
}
