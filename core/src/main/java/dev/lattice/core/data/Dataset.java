package dev.lattice.core.data;

/**
 * A data set as its source gives it: nothing split, nothing binarized.
 *
 * @param name as in {@code dataset.name}
 * @param train the images that training and validation are drawn from
 * @param test the images that only an evaluation opens
 * @param checksum SHA-256 over pixels and labels of both parts, hexadecimal; two sets with the same images agree in it
 */
public record Dataset(String name, ImageSet train, ImageSet test, String checksum) {}
