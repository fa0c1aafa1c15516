package dev.lattice.core.evaluate;

import java.util.Arrays;

/**
 * A normal distribution fitted to points.
 *
 * @param mean [dimensions]
 * @param covariance [dimensions][dimensions], with n − 1 in the denominator
 */
public record Gaussian(double[] mean, double[][] covariance) {

    /**
     * Fits a distribution to at least two points.
     *
     * @param points [count, dimensions] row by row
     */
    public static Gaussian of(float[] points, int dimensions) {
        int count = points.length / dimensions;
        if (count < 2) {
            throw new IllegalArgumentException("'points' must be at least 2, but were " + count);
        }
        double[] mean = new double[dimensions];
        for (int i = 0; i < points.length; i++) {
            mean[i % dimensions] += (double) points[i] / count;
        }
        double[][] covariance = new double[dimensions][dimensions];
        double[] centred = new double[dimensions];
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < dimensions; j++) {
                centred[j] = points[i * dimensions + j] - mean[j];
            }
            for (int j = 0; j < dimensions; j++) {
                for (int k = 0; k <= j; k++) {
                    covariance[j][k] += centred[j] * centred[k] / (count - 1);
                }
            }
        }
        for (int j = 0; j < dimensions; j++) {
            for (int k = 0; k < j; k++) {
                covariance[k][j] = covariance[j][k];
            }
        }
        return new Gaussian(mean, covariance);
    }

    /**
     * Returns the squared Fréchet distance to another distribution of the same dimensions,
     * |m₁ − m₂|² + tr(C₁ + C₂ − 2 (C₁ C₂)^½) (Dowson and Landau, <i>The Fréchet distance between multivariate normal
     * distributions</i>, J. Multivariate Analysis 12, 1982). Over features of a classifier it is the distance that Heusel et al.
     * (arXiv:1706.08500) call FID; its size depends on the classifier, so only numbers of one classifier are comparable.
     */
    public double frechetDistance(Gaussian other) {
        int n = mean.length;
        double sum = 0;
        for (int i = 0; i < n; i++) {
            double difference = mean[i] - other.mean[i];
            sum += difference * difference + covariance[i][i] + other.covariance[i][i];
        }
        // tr (C₁ C₂)^½ = tr (R C₂ R)^½ with R = C₁^½, and the matrix on the right is symmetric.
        double[][] root = root(covariance);
        double[][] product = product(product(root, other.covariance), root);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                product[i][j] = (product[i][j] + product[j][i]) / 2;
                product[j][i] = product[i][j];
            }
        }
        double overlap = Arrays.stream(SymmetricEigen.of(product).values())
                .map(v -> Math.sqrt(Math.max(0, v)))
                .sum();
        return Math.max(0, sum - 2 * overlap);
    }

    private static double[][] root(double[][] matrix) {
        SymmetricEigen eigen = SymmetricEigen.of(matrix);
        int n = matrix.length;
        double[][] root = new double[n][n];
        for (int k = 0; k < n; k++) {
            double length = Math.sqrt(Math.max(0, eigen.values()[k]));
            double[] v = eigen.vectors()[k];
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    root[i][j] += length * v[i] * v[j];
                }
            }
        }
        return root;
    }

    private static double[][] product(double[][] a, double[][] b) {
        int n = a.length;
        double[][] result = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < n; k++) {
                for (int j = 0; j < n; j++) {
                    result[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return result;
    }
}
