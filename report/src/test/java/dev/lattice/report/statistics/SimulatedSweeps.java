package dev.lattice.report.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Sweeps whose truth is known: losses that images, cells and seeds add up to. */
final class SimulatedSweeps {

    /** Spread of the losses of one model over images, as of MNIST's digits: tens of nats. */
    static final double IMAGES = 25;

    /** Spread of what is left when what the models of a sweep share is taken away. */
    static final double OWN = 4;

    private SimulatedSweeps() {}

    /**
     * Returns a sweep.
     *
     * @param worse how much worse each cell truly is, in nats
     * @param images number of images
     * @param seeds of each cell
     * @param between standard deviation of a cell's true mean over seeds
     */
    static BestTest.Rows of(double[] worse, int images, int seeds, double between, SplittableRandom random) {
        double[] same = new double[worse.length];
        Arrays.fill(same, between);
        return of(worse, images, seeds, same, random);
    }

    /** Returns a sweep whose cells depend on their seeds as {@code between} says of each. */
    static BestTest.Rows of(double[] worse, int images, int seeds, double[] between, SplittableRandom random) {
        double[] shared = new double[images];
        for (int i = 0; i < images; i++) {
            // Losses of images are skewed: some digits are hard.
            shared[i] = 100 + IMAGES * (-Math.log(1 - random.nextDouble()) - 1);
        }
        List<float[]> rows = new ArrayList<>();
        List<SeedVariance.OfRow> ofSeeds = new ArrayList<>();
        for (int c = 0; c < worse.length; c++) {
            float[] row = new float[images];
            List<float[]> each = new ArrayList<>();
            for (int s = 0; s < seeds; s++) {
                float[] own = new float[images];
                double luck = between[c] * random.nextGaussian();
                for (int i = 0; i < images; i++) {
                    double value = shared[i] + worse[c] + luck + OWN * random.nextGaussian();
                    row[i] += (float) (value / seeds);
                    own[i] = (float) value;
                }
                each.add(own);
            }
            ofSeeds.add(SeedVariance.OfRow.of(each));
            rows.add(row);
        }
        return new BestTest.Rows(rows.size(), rows::get, SeedVariance.of(ofSeeds));
    }

    /** Returns a sweep whose cells differ image by image, and hardly by their seeds. */
    static BestTest.Rows alikeWithAnySeed(double[] worse, int images, int seeds, SplittableRandom random) {
        List<float[]> rows = new ArrayList<>();
        List<SeedVariance.OfRow> ofSeeds = new ArrayList<>();
        for (double of : worse) {
            float[] cell = new float[images];
            for (int i = 0; i < images; i++) {
                cell[i] = (float) (100 + of + OWN * random.nextGaussian());
            }
            float[] row = new float[images];
            List<float[]> each = new ArrayList<>();
            for (int s = 0; s < seeds; s++) {
                float[] own = cell.clone();
                for (int i = 0; i < images; i++) {
                    own[i] += (float) (0.1 * OWN * random.nextGaussian());
                    row[i] += own[i] / seeds;
                }
                each.add(own);
            }
            ofSeeds.add(SeedVariance.OfRow.of(each));
            rows.add(row);
        }
        return new BestTest.Rows(rows.size(), rows::get, SeedVariance.of(ofSeeds));
    }

    /** Returns the standard error of the difference of two cells. */
    static double standardError(int images, int seeds, double between) {
        return Math.sqrt(2 * (OWN * OWN / images + between * between) / seeds);
    }
}
