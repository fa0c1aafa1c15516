package dev.lattice.core.engine.fused;

/**
 * A network bound to a fixed number of images: every buffer and every product of a forward and a backward pass, made once, so
 * that a pass allocates nothing. Steps are called in the order in which they stand here.
 */
abstract class Pass {

    /** The classes of images. */
    @FunctionalInterface
    interface ImageLabels {
        int of(int image);
    }

    /** Reads the images {@code order[start]} … into the pass. */
    abstract void gather(ImageSource images, ImageLabels classes, int[] order, int start, Binarization binarization);

    /** Computes q(z|x) of the gathered images and draws z, the first image's noise being elements {@code first} … of the stream. */
    abstract void encode(long noiseKey, int first);

    /** Computes the logits of the codes, bias not added, and returns them [rows, pixels]. */
    abstract Floats decode();

    /** Computes each image's loss from the logits; in a training pass these become the gradient of the batch's mean loss. */
    abstract void loss();

    /** Puts each image's squared error, summed over its pixels, in the place of its loss; for a pass that only looks. */
    abstract void squaredError();

    /**
     * Computes the gradient of the mean objective of the batch; {@link #loss} has run.
     *
     * @param codes what a term of all codes adds, its prior having been drawn
     */
    abstract void backward(double klWeight, CodeGradient codes);

    /**
     * Computes the gradient of the mean of −L_K over images that stand side by side as often as {@code draws} has samples;
     * {@link #loss} has run.
     */
    abstract void backward(ImportanceGradient draws);

    /** Returns the gathered images, [rows, pixels]. */
    abstract Floats pixels();

    /** Returns −log p(x|z) of each image, nats. */
    abstract Floats rowLoss();

    /** Returns KL(q(z|x) ‖ p(z)) of each image, nats; zero where nothing is sampled. */
    abstract Floats rowKl();

    /** Returns z, [rows, latent]. */
    abstract Floats latent();

    /** Returns the classes that the next pass is given, to be set where no image is gathered. */
    abstract int[] labels();

    /** Returns the encoder's output [rows, posterior]: means, then log variances, in each row. */
    abstract Floats posterior();

    /** Returns the bias of the logits, [pixels]. */
    abstract Floats outputBias();
}
