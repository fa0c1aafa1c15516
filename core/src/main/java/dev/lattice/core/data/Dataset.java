package dev.lattice.core.data;

import dev.lattice.core.random.Seeds;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A data set as its source gives it: nothing split, nothing binarized.
 *
 * @param name as in {@code dataset.name}
 * @param train the images that training and validation are drawn from
 * @param test the images that only an evaluation opens
 * @param checksum SHA-256 over pixels and labels of both parts, hexadecimal; two sets with the same images agree in it
 */
public record Dataset(String name, ImageSet train, ImageSet test, String checksum) {

    // One fixed seed, not the experiment's: the test images of a set must be the same in every run ever compared.
    private static final Seeds TEST_SEEDS = new Seeds(0);

    /** Returns a set of two parts, with its checksum. */
    public static Dataset of(String name, ImageSet train, ImageSet test) {
        MessageDigest digest = Sha256.digest();
        train.addTo(digest);
        test.addTo(digest);
        return new Dataset(name, train, test, Sha256.hex(digest));
    }

    /**
     * Returns a set whose source has no test images: a tenth of them, at least one, is drawn and set aside.
     *
     * @throws DataFormatException if there are fewer than two images
     */
    public static Dataset holdingOutATenth(String name, ImageSet all) {
        if (all.count() < 2) {
            throw new DataFormatException(
                    name + ": a set without test images must hold at least 2 images, but holds " + all.count());
        }
        int held = Math.max(1, all.count() / 10);
        int[] order = TEST_SEEDS.permutation("test", 0, all.count());
        int[] test = Arrays.copyOf(order, held);
        int[] train = Arrays.copyOfRange(order, held, order.length);
        Arrays.sort(test);
        Arrays.sort(train);
        return of(name, all.select(train), all.select(test));
    }
}
