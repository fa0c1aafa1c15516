/**
 * Images: where they come from, how they are checked, split and read.
 *
 * <p>{@link dev.lattice.core.data.Datasets} finds a {@link dev.lattice.core.data.DatasetSource} by name (published sets,
 * {@link dev.lattice.core.data.DigitsGenerator generated digits}, the user's IDX, CSV or image files) within
 * {@link dev.lattice.core.data.DataLocations}; the source gives a {@link dev.lattice.core.data.Dataset};
 * {@link dev.lattice.core.data.DataSplit} is the part of it that training and search may see;
 * {@link dev.lattice.core.data.PixelReader} turns bytes into a network's input. Pixels are kept once, as bytes.
 *
 * <p>Files are not trusted: every reader checks counts and lengths before it allocates, and what it refuses becomes a
 * {@link dev.lattice.core.data.DataFormatException}, one line with file, rule and value. A file of a published set is used
 * only if its SHA-256 is the published one, and has its final name only when it is whole.
 */
package dev.lattice.core.data;
