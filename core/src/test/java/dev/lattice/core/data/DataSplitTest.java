package dev.lattice.core.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.config.Binarization;
import dev.lattice.core.config.ConfigException;
import dev.lattice.core.config.DatasetSpec;
import dev.lattice.core.random.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataSplitTest {

    private static final int ALL = 200;
    private static final Dataset DATASET = numbered();

    @ParameterizedTest
    @CsvSource({
        "0.1, 0, 180, 20",
        "30, 0, 170, 30",
        "0, 0, 200, 0",
        "1, 0, 199, 1",
        "0.25, 7, 7, 50",
        "0, 12, 12, 0",
        "0.1, 180, 180, 20"
    })
    void partsAreDisjointAndOfTheSizesAskedFor(double validation, int limit, int train, int held) {
        DataSplit split = split(validation, limit, 1);
        assertEquals(train, split.train().count());
        assertEquals(held, split.validation().count());
        Set<Integer> seen = new TreeSet<>(numbers(split.train()));
        seen.addAll(numbers(split.validation()));
        assertEquals(train + held, seen.size());
    }

    @Test
    void seedsDecide() {
        assertEquals(
                numbers(split(0.1, 50, 1).train()), numbers(split(0.1, 50, 1).train()));
        assertNotEquals(
                numbers(split(0.1, 50, 1).train()), numbers(split(0.1, 50, 2).train()));
        assertNotEquals(
                numbers(split(0.1, 50, 1).validation()),
                numbers(split(0.1, 50, 2).validation()));
    }

    @Test
    void validationDoesNotDependOnTheLimit() {
        assertEquals(
                numbers(split(0.1, 0, 1).validation()),
                numbers(split(0.1, 50, 1).validation()));
        assertEquals(
                numbers(split(0.1, 0, 1).train()).subList(0, 50),
                numbers(split(0.1, 50, 1).train()));
    }

    @Test
    void allImagesKeepTheirOrder() {
        assertSame(DATASET.train(), split(0, 0, 1).train());
    }

    /** So that numbers of a sample of them stay what they were. */
    @Test
    void aSampleOfWhatWasDrawnIsItsBeginning() {
        DataSplit split = split(0.1, 0, 1);
        assertEquals(
                numbers(split.train()).subList(0, 50), numbers(split.train().sample(50)));
        assertEquals(
                numbers(split.validation()).subList(0, 5),
                numbers(split.validation().first(9).sample(5)));
        assertNotEquals(
                numbers(DATASET.train()).subList(0, 50), numbers(DATASET.train().sample(50)));
    }

    @ParameterizedTest
    @CsvSource({
        "200, 0, dataset.validation, 200",
        "0.9999, 0, dataset.validation, 0.9999",
        "1e12, 0, dataset.validation, 1.0E12",
        "0.1, 181, dataset.limit, 181",
        "0, 201, dataset.limit, 201"
    })
    void refusesMoreThanThereIs(double validation, int limit, String key, String value) {
        String message = assertThrows(ConfigException.class, () -> split(validation, limit, 1))
                .getMessage();
        assertTrue(message.contains(key) && message.contains("was " + value), message);
    }

    @Test
    void classesThatAreLeftOutAreInNeitherPart() {
        byte[] labels = new byte[ALL];
        for (int i = 0; i < ALL; i++) {
            labels[i] = (byte) (i % 4);
        }
        ImageSet images = new ImageSet(new byte[ALL], labels, 1, 1, 4);
        Dataset dataset = Dataset.of("classes", images, images);
        DatasetSpec spec = new DatasetSpec("test", null, null, 0.1, 0, List.of(1, 3), Binarization.NONE);
        DataSplit split = DataSplit.of(dataset, spec, new Seeds(1));
        assertEquals(90, split.train().count());
        assertEquals(10, split.validation().count());
        for (ImageSet part : List.of(split.train(), split.validation())) {
            for (int i = 0; i < part.count(); i++) {
                assertEquals(0, part.label(i) % 2);
            }
        }
        DatasetSpec absent = new DatasetSpec("test", null, null, 0.1, 0, List.of(4), Binarization.NONE);
        String message = assertThrows(ConfigException.class, () -> DataSplit.of(dataset, absent, new Seeds(1)))
                .getMessage();
        assertTrue(message.contains("dataset.without") && message.contains("was [4]"), message);
    }

    @Test
    void aSplitMayHaveASeedOfItsOwn() {
        DatasetSpec own = new DatasetSpec("test", null, null, 0.1, 50, null, Binarization.NONE).withSplitSeed(1);
        for (long seed = 1; seed <= 3; seed++) {
            DataSplit split = DataSplit.of(DATASET, own, new Seeds(seed));
            assertEquals(numbers(split(0.1, 50, 1).train()), numbers(split.train()));
        }
    }

    @Test
    void identityIsThatOfTheImagesAndTheirOrder() {
        String identity = split(0.1, 50, 1).validation().identity();
        assertTrue(identity.matches("[0-9a-f]{12}"), identity);
        assertEquals(identity, split(0.1, 20, 1).validation().identity(), "fewer training images, same validation");
        assertNotEquals(identity, split(0.1, 50, 2).validation().identity());
        assertNotEquals(identity, split(0.2, 50, 1).validation().identity());
        assertNotEquals(
                DATASET.train().select(1, 2).identity(),
                DATASET.train().select(2, 1).identity());
    }

    private static DataSplit split(double validation, int limit, long seed) {
        return DataSplit.of(
                DATASET,
                new DatasetSpec("test", null, null, validation, limit, null, Binarization.NONE),
                new Seeds(seed));
    }

    /** Images of one pixel whose value is their number. */
    private static Dataset numbered() {
        byte[] pixels = new byte[ALL];
        for (int i = 0; i < ALL; i++) {
            pixels[i] = (byte) i;
        }
        ImageSet images = new ImageSet(pixels, new byte[ALL], 1, 1, 1);
        return Dataset.of("numbered", images, images.first(0));
    }

    private static List<Integer> numbers(ImageSet images) {
        List<Integer> result = new ArrayList<>();
        for (int i = 0; i < images.count(); i++) {
            result.add(Math.round(images.pixel(i, 0) * 255));
        }
        return result;
    }
}
