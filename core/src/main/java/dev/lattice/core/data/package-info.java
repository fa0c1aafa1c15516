/**
 * Images: where they come from, how they are checked, split and read.
 *
 * <p>A source gives a {@link dev.lattice.core.data.Dataset}; {@link dev.lattice.core.data.DataSplit} is the part of it that
 * training and search may see; {@link dev.lattice.core.data.PixelReader} turns bytes into a network's input. Pixels are kept
 * once, as bytes.
 */
package dev.lattice.core.data;
