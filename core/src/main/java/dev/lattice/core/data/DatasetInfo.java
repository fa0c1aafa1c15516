package dev.lattice.core.data;

import java.util.Optional;

/**
 * What a source offers, for lists.
 *
 * @param name as in {@code dataset.name}
 * @param description what the images are, with their licence
 * @param available true if a run can use the set without a download
 * @param location where it is, or what to do to have it
 * @param size counts, where they are known before the data is read
 */
public record DatasetInfo(String name, String description, boolean available, String location, Optional<Size> size) {

    /**
     * The counts of a set.
     *
     * @param trainImages images for training and validation
     * @param testImages images for the final evaluation
     * @param classes number of labels
     * @param height rows of pixels
     * @param width columns of pixels
     * @param fileBytes size of the compressed files together; 0 for generated images
     */
    public record Size(int trainImages, int testImages, int classes, int height, int width, long fileBytes) {}
}
