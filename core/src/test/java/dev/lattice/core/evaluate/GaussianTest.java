package dev.lattice.core.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvFileSource;

class GaussianTest {

    @ParameterizedTest
    @CsvFileSource(resources = "/golden/frechet.csv")
    void distancesAreThoseOfSciPy(ArgumentsAccessor line) {
        int n = line.getInteger(0);
        double[] numbers = new double[line.size() - 1];
        Arrays.setAll(numbers, i -> line.getDouble(i + 1));
        Gaussian first = gaussian(numbers, 0, n);
        Gaussian second = gaussian(numbers, n + n * n, n);
        double expected = numbers[numbers.length - 1];
        assertEquals(expected, first.frechetDistance(second), 1e-9 * (1 + expected));
        assertEquals(expected, second.frechetDistance(first), 1e-9 * (1 + expected));
        assertEquals(0, first.frechetDistance(first), 1e-9);
    }

    @Test
    void aFitHasTheMeanAndCovarianceOfItsPoints() {
        Gaussian fit = Gaussian.of(new float[] {1, 10, 3, 30, 2, 5}, 2);
        assertArrayEquals(new double[] {2, 15}, fit.mean(), 1e-12);
        assertArrayEquals(new double[] {1, 10}, fit.covariance()[0], 1e-12);
        assertArrayEquals(new double[] {10, 175}, fit.covariance()[1], 1e-12);
        assertThrows(IllegalArgumentException.class, () -> Gaussian.of(new float[] {1, 2}, 2));
    }

    @Test
    void pointsThatLieInAPlaneHaveADistance() {
        Gaussian flat = Gaussian.of(new float[] {1, 0, -1, 0, 3, 0, -3, 0}, 2);
        Gaussian wide = Gaussian.of(new float[] {2, 0, -2, 0, 6, 0, -6, 0}, 2);
        // Standard deviations σ and 2σ of one coordinate, with σ² = 20/3; the other is constant.
        assertEquals(20 / 3.0, flat.frechetDistance(wide), 1e-9);
    }

    private static Gaussian gaussian(double[] numbers, int at, int n) {
        double[][] covariance = new double[n][];
        for (int i = 0; i < n; i++) {
            covariance[i] = Arrays.copyOfRange(numbers, at + n + i * n, at + n + (i + 1) * n);
        }
        return new Gaussian(Arrays.copyOfRange(numbers, at, at + n), covariance);
    }
}
