package dev.lattice.report.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lattice.core.random.CounterRandom;
import org.junit.jupiter.api.Test;

class PcaTest {

    @Test
    void aStretchedCrossHasTheVariancesOfItsArms() {
        // Points ±3 along (3, 4)/5 and ±1 along (−4, 3)/5: variances 18/3 and 2/3 with n − 1 = 3.
        float[] points = {1.8f, 2.4f, -1.8f, -2.4f, -0.8f, 0.6f, 0.8f, -0.6f};
        Pca pca = Pca.of(points, 2);
        assertEquals(6, pca.variances()[0], 1e-6);
        assertEquals(2.0 / 3, pca.variances()[1], 1e-6);
        assertEquals(0.9, pca.explained(0), 1e-6);
        assertEquals(0.6, pca.components()[0][0], 1e-6);
        assertEquals(0.8, pca.components()[0][1], 1e-6);
        assertEquals(3, pca.project(points, 0)[0], 1e-6);
        assertEquals(0, pca.project(points, 1)[0], 1e-6);
    }

    @Test
    void theFormulaForTwoDimensionsHolds() {
        float[] points = new float[200];
        CounterRandom.fillGaussian(11, 0, points, points.length);
        for (int i = 0; i < points.length; i += 2) {
            points[i + 1] += 0.7f * points[i];
        }
        double[][] c = covariance(points, 2);
        double half = (c[0][0] + c[1][1]) / 2;
        double root = Math.hypot((c[0][0] - c[1][1]) / 2, c[0][1]);
        Pca pca = Pca.of(points, 2);
        assertEquals(half + root, pca.variances()[0], 1e-12);
        assertEquals(half - root, pca.variances()[1], 1e-12);
    }

    @Test
    void componentsDiagonalizeALargeCovariance() {
        int d = 64;
        float[] points = new float[500 * d];
        CounterRandom.fillGaussian(13, 0, points, points.length);
        double[][] c = covariance(points, d);
        Pca pca = Pca.of(points, d);
        for (int k = 0; k < d; k++) {
            for (int i = 0; i < d; i++) {
                double image = 0;
                for (int j = 0; j < d; j++) {
                    image += c[i][j] * pca.components()[k][j];
                }
                assertEquals(pca.variances()[k] * pca.components()[k][i], image, 1e-10);
            }
        }
    }

    @Test
    void pointsWithoutVarianceExplainNothing() {
        assertEquals(0, Pca.of(new float[12], 3).explained(0));
    }

    private static double[][] covariance(float[] points, int d) {
        int n = points.length / d;
        double[] mean = new double[d];
        for (int i = 0; i < points.length; i++) {
            mean[i % d] += (double) points[i] / n;
        }
        double[][] c = new double[d][d];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < d; j++) {
                for (int k = 0; k < d; k++) {
                    c[j][k] += (points[i * d + j] - mean[j]) * (points[i * d + k] - mean[k]) / (n - 1);
                }
            }
        }
        return c;
    }
}
