package dev.lattice.core.model;

/**
 * The size of an image's feature maps. Their values lie channel by channel, each row by row.
 *
 * @param channels number of maps
 * @param height rows of a map
 * @param width columns of a map
 */
public record Maps(int channels, int height, int width) {

    /** Returns the number of values. */
    public int size() {
        return Math.multiplyExact(channels, Math.multiplyExact(height, width));
    }

    @Override
    public String toString() {
        return channels + "x" + height + "x" + width;
    }
}
