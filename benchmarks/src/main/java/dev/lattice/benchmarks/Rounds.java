package dev.lattice.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;

/** Measurements of several things in turns. */
final class Rounds {

    private final List<DoubleSupplier> things;
    private double[][] measured = new double[0][];

    Rounds(List<DoubleSupplier> things) {
        this.things = things;
    }

    /** Measures each thing once a round. */
    void run(int rounds) {
        measured = new double[things.size()][rounds];
        for (int round = 0; round < rounds; round++) {
            for (int thing = 0; thing < things.size(); thing++) {
                measured[thing][round] = things.get(thing).getAsDouble();
            }
        }
    }

    /** Returns the median of a thing. */
    double median(int thing) {
        return median(measured[thing]);
    }

    /** Returns the least of a thing. */
    double least(int thing) {
        return Arrays.stream(measured[thing]).min().orElseThrow();
    }

    /** Returns the median of the rounds' ratios of one thing to another. */
    double ratio(int thing, int to) {
        double[] ratios = new double[measured[thing].length];
        for (int round = 0; round < ratios.length; round++) {
            ratios[round] = measured[thing][round] / measured[to][round];
        }
        return median(ratios);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
