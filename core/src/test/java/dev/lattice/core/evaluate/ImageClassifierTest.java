package dev.lattice.core.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.config.DatasetSpec;
import dev.lattice.core.data.DataLocations;
import dev.lattice.core.data.Dataset;
import dev.lattice.core.data.Datasets;
import dev.lattice.core.data.DownloadListener;
import dev.lattice.core.random.CounterRandom;
import dev.lattice.core.random.Seeds;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ImageClassifierTest {

    private static Dataset digits;
    private static ImageClassifier classifier;

    @BeforeAll
    static void train() {
        DataLocations nowhere = new DataLocations(Optional.empty(), Optional.empty(), Path.of("/nowhere"), true);
        digits = new Datasets(nowhere, DownloadListener.SILENT)
                .load(new DatasetSpec("digits", null, null, null, null, null, null));
        classifier = ImageClassifier.train(digits.train().first(2000), new Seeds(1));
    }

    @Test
    void imagesItHasNotSeenAreRecognized() {
        double accuracy = classifier.accuracy(digits.test().first(500));
        assertTrue(accuracy > 0.9, "accuracy " + accuracy);
    }

    @Test
    void theSameImagesAndSeedGiveTheSameClassifier() {
        float[] some = ImageClassifier.pixels(digits.test().first(20));
        ImageClassifier again = ImageClassifier.train(digits.train().first(200), new Seeds(2));
        ImageClassifier twice = ImageClassifier.train(digits.train().first(200), new Seeds(2));
        ImageClassifier other = ImageClassifier.train(digits.train().first(200), new Seeds(3));
        assertArrayEquals(again.classify(some).features(), twice.classify(some).features());
        assertTrue(!Arrays.equals(
                again.classify(some).features(), other.classify(some).features()));
    }

    @Test
    void noiseIsFartherFromRealImagesThanOtherRealImagesAre() {
        float[] noise = new float[300 * 784];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = CounterRandom.uniform(5, i);
        }
        ImageClassifier.Judgement real =
                classifier.classify(ImageClassifier.pixels(digits.test().first(300)));
        Gaussian train = classifier
                .classify(ImageClassifier.pixels(digits.train().first(300)))
                .distribution();
        double near = train.frechetDistance(real.distribution());
        double far = train.frechetDistance(classifier.classify(noise).distribution());
        assertTrue(far > 3 * near, near + " " + far);
        assertEquals(300, real.labels().length);
        assertTrue(real.confident(0.5) > 0.8, "confident " + real.confident(0.5));
    }

    @Test
    void sharesAreCounted() {
        ImageClassifier.Judgement judged =
                new ImageClassifier.Judgement(new int[] {1, 2, 3, 4}, new float[] {0.4f, 0.9f, 0.5f, 1f}, new float[0]);
        assertEquals(0.75, judged.share(new int[] {1, 2, 3, 9}));
        assertEquals(0.5, judged.confident(0.9f));
    }
}
