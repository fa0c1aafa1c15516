package dev.lattice.report.figure;

import dev.lattice.core.data.ImageSet;
import dev.lattice.core.data.PixelReader;
import dev.lattice.core.engine.Inference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Images as a model sees them and as it gives them back. */
public final class ModelImages {

    private ModelImages() {}

    /** Returns the images as the model's data, binarized where the experiment binarizes. */
    public static List<float[]> originals(Inference.Input input) {
        PixelReader reader = new PixelReader(input.images(), input.binarization());
        long key = PixelReader.key(input.seeds(), input.binarization(), 0);
        List<float[]> tiles = new ArrayList<>();
        for (int i = 0; i < input.images().count(); i++) {
            float[] tile = new float[input.images().imageSize()];
            reader.read(key, i, tile, 0);
            tiles.add(tile);
        }
        return tiles;
    }

    /** Returns the mean of p(x|z) at the mean of q(z|x). */
    public static List<float[]> reconstructions(Inference model, Inference.Input input) {
        return tiles(
                model.decode(model.encode(input).mean(), labels(input.images())),
                input.images().imageSize());
    }

    /** Cuts [count, pixels] into rows. */
    public static List<float[]> tiles(float[] decoded, int pixels) {
        List<float[]> tiles = new ArrayList<>();
        for (int at = 0; at < decoded.length; at += pixels) {
            tiles.add(Arrays.copyOfRange(decoded, at, at + pixels));
        }
        return tiles;
    }

    /** Returns the input with only {@code count} images: the first of each class, then the second of each, and so on. */
    public static Inference.Input selected(Inference.Input input, int count) {
        ImageSet images = input.images();
        List<List<Integer>> byClass = new ArrayList<>();
        for (int c = 0; c < images.classes(); c++) {
            byClass.add(new ArrayList<>());
        }
        for (int i = 0; i < images.count(); i++) {
            byClass.get(images.label(i)).add(i);
        }
        int wanted = Math.min(count, images.count());
        int[] chosen = new int[wanted];
        int n = 0;
        for (int turn = 0; n < wanted; turn++) {
            for (List<Integer> ofClass : byClass) {
                if (turn < ofClass.size() && n < wanted) {
                    chosen[n++] = ofClass.get(turn);
                }
            }
        }
        return new Inference.Input(images.select(chosen), input.binarization(), input.seeds());
    }

    /** Returns whether a model can be shown these images. */
    static boolean fits(Inference model, Inference.Input input) {
        return model.network().pixels() == input.images().imageSize()
                && input.images().count() > 0;
    }

    static int[] labels(ImageSet images) {
        int[] labels = new int[images.count()];
        Arrays.setAll(labels, images::label);
        return labels;
    }
}
