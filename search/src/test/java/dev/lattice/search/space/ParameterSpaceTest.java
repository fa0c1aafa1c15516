package dev.lattice.search.space;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ParameterSpaceTest {

    static Stream<ParameterSpace> spaces() {
        return Stream.of(
                new Categorical("k", List.of("a", "b", List.of(1, 2))),
                new FloatRange("k", -1, 3, Scale.LINEAR, 0),
                new FloatRange("k", 1e-4, 1e-1, Scale.LOG, 0),
                new FloatRange("k", 0.1, 0.7, Scale.LINEAR, 7),
                new FloatRange("k", 1e-4, 1e-1, Scale.LOG, 4),
                new IntRange("k", -3, 5, Scale.LINEAR, 0),
                new IntRange("k", 1, 1000, Scale.LOG, 0),
                new IntRange("k", 8, 128, Scale.LOG, 5),
                new IntRange("k", 10, 50, Scale.LINEAR, 5));
    }

    @ParameterizedTest
    @MethodSource("spaces")
    void unitIntervalAndValuesAreInverse(ParameterSpace space) {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 2_000; i++) {
            Object value = space.fromUnit(random.nextDouble());
            double unit = space.toUnit(value);
            assertTrue(unit >= 0 && unit <= 1, () -> value + " at " + unit);
            Object again = space.fromUnit(unit);
            if (value instanceof Double d) {
                assertEquals(d, (Double) again, 1e-9 * Math.abs(d));
            } else {
                assertEquals(value, again);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("spaces")
    void bothEndsAreReached(ParameterSpace space) {
        List<Object> corners = space.corners();
        assertEquals(corners.get(0), space.fromUnit(0));
        assertEquals(corners.get(corners.size() - 1), space.fromUnit(1));
    }

    @Test
    void gridValuesAreWhatAPersonWouldWrite() {
        assertEquals(
                List.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7),
                new FloatRange("k", 0.1, 0.7, Scale.LINEAR, 7).gridValues());
        assertEquals(List.of(1e-4, 1e-3, 1e-2, 1e-1), new FloatRange("k", 1e-4, 1e-1, Scale.LOG, 4).gridValues());
        assertEquals(List.of(8, 16, 32, 64, 128), new IntRange("k", 8, 128, Scale.LOG, 5).gridValues());
    }

    @Test
    void wholeNumbersAreEquallyLikely() {
        IntRange range = new IntRange("k", 1, 4, Scale.LINEAR, 0);
        TreeMap<Object, Integer> counts = new TreeMap<>();
        for (int i = 0; i < 4_000; i++) {
            counts.merge(range.fromUnit((i + 0.5) / 4_000), 1, Integer::sum);
        }
        assertEquals(java.util.Map.of(1, 1000, 2, 1000, 3, 1000, 4, 1000), counts);
    }
}
