package dev.lattice.core.evaluate;

import dev.lattice.core.data.ImageSet;
import java.util.function.DoubleConsumer;

/**
 * The classifier of the Fréchet distances, trained when it is first asked for and kept: models that are judged by one have distances
 * that compare, and pay for it once. For use by one thread.
 */
public final class SharedClassifier {

    private final ImageSet images;
    private ImageClassifier trained;

    /**
     * Takes what the classifier will learn from.
     *
     * @param images with labels, none of which are evaluated
     */
    public SharedClassifier(ImageSet images) {
        this.images = images;
    }

    /** Returns what it learns from. */
    public ImageSet images() {
        return images;
    }

    /**
     * Returns the classifier.
     *
     * @param progress is told the share of the training that is done, if there has to be one
     */
    public ImageClassifier get(DoubleConsumer progress) {
        if (trained == null) {
            trained = ImageClassifier.train(images, progress);
        }
        return trained;
    }
}
