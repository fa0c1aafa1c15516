package dev.lattice.core.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lattice.core.config.DatasetSpec;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real files, where this machine has them: the variable LATTICE_DATA names their folder. */
class PublishedDataTest {

    @TempDir
    Path cache;

    private Datasets datasets;

    @BeforeEach
    void locate() {
        DataLocations environment = DataLocations.of(Optional.empty(), System.getenv(), cache, true);
        assumeTrue(
                environment.environment().isPresent(),
                "SKIPPED: MNIST and Fashion-MNIST are not tested, because LATTICE_DATA names no data folder");
        datasets = new Datasets(
                new DataLocations(Optional.empty(), environment.environment(), cache, true), DownloadListener.SILENT);
    }

    @Test
    void mnistHasItsPublishedStatistics() {
        Dataset mnist = load("mnist");
        assertStatistics(mnist.train(), 0.1307, 0.3081, 5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949);
        assertStatistics(mnist.test(), 0.1325, 0.3105, 980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009);
    }

    @Test
    void fashionMnistHasItsPublishedStatistics() {
        Dataset fashion = load("fashion-mnist");
        int[] train = new int[10];
        int[] test = new int[10];
        Arrays.fill(train, 6000);
        Arrays.fill(test, 1000);
        assertStatistics(fashion.train(), 0.2860, 0.3530, train);
        assertStatistics(fashion.test(), 0.2868, 0.3524, test);
    }

    @Test
    void filesAreAsPublished() {
        for (String name : datasets.publishedNames()) {
            for (FileStatus status : datasets.verify(name)) {
                assertEquals(FileStatus.State.OK, status.state(), status.toString());
            }
        }
        assertTrue(
                datasets.list().stream().allMatch(DatasetInfo::available),
                datasets.list().toString());
    }

    private Dataset load(String name) {
        return datasets.load(new DatasetSpec(name, null, null, null, null, null, null));
    }

    /** Published to four digits, hence the tolerance. */
    private static void assertStatistics(ImageSet images, double mean, double deviation, int... perClass) {
        double sum = 0;
        double squares = 0;
        int[] counts = new int[10];
        for (int i = 0; i < images.count(); i++) {
            counts[images.label(i)]++;
            for (int p = 0; p < images.imageSize(); p++) {
                double value = images.pixel(i, p);
                sum += value;
                squares += value * value;
            }
        }
        double n = (double) images.count() * images.imageSize();
        assertEquals(mean, sum / n, 5.1e-5);
        assertEquals(deviation, Math.sqrt(squares / n - sum / n * sum / n), 5.1e-5);
        assertArrayEquals(perClass, counts);
        assertTrue(images.classes() == 10 && images.height() == 28 && images.width() == 28);
    }
}
