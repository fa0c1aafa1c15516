package dev.lattice.core.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LatentPathTest {

    private static final float ROOT_HALF = (float) Math.sqrt(0.5);

    @ParameterizedTest
    @EnumSource
    void bothEndsAreIncluded(LatentPath path) {
        float[] points = path.points(new float[] {1, 2, -3}, new float[] {0.5f, 0, 4}, 4);
        assertEquals(12, points.length);
        assertArrayEquals(new float[] {1, 2, -3}, java.util.Arrays.copyOf(points, 3), 1e-6f);
        assertArrayEquals(new float[] {0.5f, 0, 4}, java.util.Arrays.copyOfRange(points, 9, 12), 1e-6f);
    }

    @Test
    void theMiddleOfAQuarterCircleIsOnItAndThatOfTheLineIsInside() {
        float[] east = {1, 0};
        float[] north = {0, 1};
        assertArrayEquals(
                new float[] {1, 0, ROOT_HALF, ROOT_HALF, 0, 1}, LatentPath.SPHERICAL.points(east, north, 3), 1e-6f);
        assertArrayEquals(new float[] {1, 0, 0.5f, 0.5f, 0, 1}, LatentPath.LINEAR.points(east, north, 3), 1e-6f);
    }

    @Test
    void endsWithoutAnAngleGiveTheLine() {
        for (float[] to : new float[][] {{2, 0}, {-1, 0}, {0, 0}}) {
            float[] points = LatentPath.SPHERICAL.points(new float[] {1, 0}, to, 3);
            assertArrayEquals(LatentPath.LINEAR.points(new float[] {1, 0}, to, 3), points, 1e-6f);
            assertFalse(Float.isNaN(points[2]));
        }
    }
}
