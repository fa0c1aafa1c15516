package dev.lattice.core.data;

/** Joins training and test images that were read from different files. */
final class SetPair {

    private SetPair() {}

    /**
     * Returns the data set, with the classes of the training images for both.
     *
     * @param place where the test images came from, for messages
     * @throws DataFormatException if the test images have another size, or labels that training does not know
     */
    static Dataset of(String name, ImageSet train, ImageSet test, String place) {
        if (train.height() != test.height() || train.width() != test.width()) {
            throw new DataFormatException(place + ": test images must be " + train.height() + "x" + train.width()
                    + " like the training images, but are " + test.height() + "x" + test.width());
        }
        for (int i = 0; i < test.count(); i++) {
            if (test.label(i) >= train.classes()) {
                throw new DataFormatException(place + ": test labels must be 0 to " + (train.classes() - 1)
                        + " like the training labels, but image " + i + " has " + test.label(i));
            }
        }
        return Dataset.of(name, train, test.withClasses(train.classes()));
    }
}
