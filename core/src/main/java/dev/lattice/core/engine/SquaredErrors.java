package dev.lattice.core.engine;

import dev.lattice.core.data.ImageSet;
import dev.lattice.core.data.PixelReader;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Errors of decoded images, for engines without a faster way. */
final class SquaredErrors {

    /** Images decoded at a time, which bounds the memory. */
    private static final int BLOCK = 1000;

    private SquaredErrors() {}

    /** Returns each image's squared error when decoded from the mean of its code, summed over its pixels. */
    static float[] of(Inference inference, Inference.Input input, Inference.Codes codes) {
        ImageSet images = input.images();
        PixelReader reader = new PixelReader(images, input.binarization());
        long key = PixelReader.key(input.seeds(), input.binarization(), 0);
        int latent = codes.latent();
        int pixels = images.imageSize();
        float[] errors = new float[images.count()];
        for (int from = 0; from < errors.length; from += BLOCK) {
            int size = Math.min(BLOCK, errors.length - from);
            int[] labels = IntStream.range(from, from + size).map(images::label).toArray();
            float[] z = Arrays.copyOfRange(codes.mean(), from * latent, (from + size) * latent);
            float[] decoded = inference.decode(z, labels);
            for (int i = 0; i < size; i++) {
                double sum = 0;
                for (int p = 0; p < pixels; p++) {
                    double difference = reader.pixel(key, from + i, p) - decoded[i * pixels + p];
                    sum += difference * difference;
                }
                errors[from + i] = (float) sum;
            }
        }
        return errors;
    }
}
