package dev.lattice.core.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CounterRandomTest {

    private static final int COUNT = 1_000_000;
    private static final long KEY = new Seeds(1).derive("test");

    @Test
    void logarithmIsWithinTwoUnitsInTheLastPlace() {
        for (float x = 1e-7f; x < 1.0f; x += x * 1e-4f) {
            float expected = (float) Math.log(x);
            assertEquals(expected, CounterRandom.log(x), 2 * Math.ulp(expected), "log(" + x + ")");
        }
    }

    @Test
    void normalsHaveTheMomentsOfTheStandardNormal() {
        double[] moments = new double[5];
        for (int i = 0; i < COUNT; i++) {
            double power = 1;
            double g = CounterRandom.gaussian(KEY, i);
            for (int k = 1; k <= 4; k++) {
                power *= g;
                moments[k] += power / COUNT;
            }
        }
        // Five standard errors: the variances of x, x², x³, x⁴ are 1, 2, 15, 96.
        assertEquals(0, moments[1], 5 * Math.sqrt(1.0 / COUNT));
        assertEquals(1, moments[2], 5 * Math.sqrt(2.0 / COUNT));
        assertEquals(0, moments[3], 5 * Math.sqrt(15.0 / COUNT));
        assertEquals(3, moments[4], 5 * Math.sqrt(96.0 / COUNT));
    }

    /** Quantiles of the standard normal from statistical tables. */
    @ParameterizedTest
    @CsvSource({"-3.090232, 0.001", "-1.644854, 0.05", "-0.674490, 0.25", "0, 0.5", "1.281552, 0.9", "3.090232, 0.999"})
    void normalsFallBelowAQuantileAsOftenAsTheyShould(double quantile, double share) {
        int below = 0;
        for (int i = 0; i < COUNT; i++) {
            below += CounterRandom.gaussian(KEY, i) < quantile ? 1 : 0;
        }
        assertEquals(share, below / (double) COUNT, 5 * Math.sqrt(share * (1 - share) / COUNT));
    }

    @Test
    void normalsStayWithinTheStatedMagnitude() {
        float largest = 0;
        for (int i = 0; i < 20 * COUNT; i++) {
            largest = Math.max(largest, Math.abs(CounterRandom.gaussian(KEY, i)));
        }
        assertTrue(largest > 4.9f && largest <= 5.42f, "largest of 20 million was " + largest);
    }

    @Test
    void neighbouringCountersAndKeysAreUncorrelated() {
        double serial = 0;
        double acrossKeys = 0;
        double acrossHighKeys = 0;
        for (int i = 0; i < COUNT; i++) {
            double g = CounterRandom.gaussian(KEY, i);
            serial += g * CounterRandom.gaussian(KEY, i + 1) / COUNT;
            acrossKeys += g * CounterRandom.gaussian(KEY + 1, i) / COUNT;
            acrossHighKeys += g * CounterRandom.gaussian(KEY + (1L << 32), i) / COUNT;
        }
        double fiveErrors = 5 * Math.sqrt(1.0 / COUNT);
        assertEquals(0, serial, fiveErrors);
        assertEquals(0, acrossKeys, fiveErrors);
        assertEquals(0, acrossHighKeys, fiveErrors);
    }

    @Test
    void uniformsAreBelowOneAndEven() {
        int[] bins = new int[100];
        for (int i = 0; i < COUNT; i++) {
            float u = CounterRandom.uniform(KEY, i);
            assertTrue(u >= 0 && u < 1);
            bins[(int) (u * 100)]++;
        }
        double chiSquare = Arrays.stream(bins)
                .mapToDouble(b -> Math.pow(b - COUNT / 100.0, 2) / (COUNT / 100.0))
                .sum();
        // 99 degrees of freedom: mean 99, standard deviation 14.
        assertTrue(chiSquare < 99 + 5 * 14.07, "chi square was " + chiSquare);
    }

    @Test
    void seedsNameStreamsByPurposeNumberAndRoot() {
        Seeds seeds = new Seeds(7);
        assertEquals(seeds.derive("noise", 3), new Seeds(7).derive("noise", 3));
        assertNotEquals(seeds.derive("noise", 3), seeds.derive("noise", 4));
        assertNotEquals(seeds.derive("noise", 3), seeds.derive("order", 3));
        assertNotEquals(seeds.derive("noise", 3), new Seeds(8).derive("noise", 3));
    }

    @Test
    void permutationHoldsEachNumberOnce() {
        int[] order = new Seeds(-1).permutation("order", 1, 1000);
        BitSet seen = new BitSet();
        Arrays.stream(order).forEach(seen::set);
        assertEquals(1000, seen.cardinality());
        assertTrue(Arrays.equals(order, new Seeds(-1).permutation("order", 1, 1000)));
        assertTrue(!Arrays.equals(order, new Seeds(-1).permutation("order", 2, 1000)));
    }

    @Test
    void quantilesAreThoseOfTheNormalDistribution() {
        // scipy.stats.norm.ppf
        assertEquals(0, CounterRandom.normalQuantile(0.5), 1e-6);
        assertEquals(1.9599639845, CounterRandom.normalQuantile(0.975), 1e-5);
        assertEquals(-1.2815515655, CounterRandom.normalQuantile(0.1), 1e-5);
        assertEquals(2.5758293035, CounterRandom.normalQuantile(0.995), 1e-5);
        assertThrows(IllegalArgumentException.class, () -> CounterRandom.normalQuantile(1));
    }
}
