package dev.lattice.report.figure;

import dev.lattice.core.evaluate.Gaussian;
import dev.lattice.core.evaluate.SymmetricEigen;
import java.util.Arrays;

/**
 * Principal components of points: eigenvectors of their covariance.
 *
 * @param mean [dimensions]
 * @param variances along each component, largest first [dimensions]
 * @param components unit vectors [dimensions][dimensions], a row per component; the entry of largest magnitude is positive
 */
record Pca(double[] mean, double[] variances, double[][] components) {

    /**
     * Returns the components of at least two points.
     *
     * @param points [count, dimensions] row by row
     */
    static Pca of(float[] points, int dimensions) {
        Gaussian fit = Gaussian.of(points, dimensions);
        SymmetricEigen eigen = SymmetricEigen.of(fit.covariance());
        double[] variances =
                Arrays.stream(eigen.values()).map(v -> Math.max(0, v)).toArray();
        return new Pca(fit.mean(), variances, eigen.vectors());
    }

    /** Returns the share of the variance that lies along a component. */
    double explained(int component) {
        double total = Arrays.stream(variances).sum();
        return total > 0 ? variances[component] / total : 0;
    }

    /** Returns the coordinates of points along a component [count]. */
    double[] project(float[] points, int component) {
        int dimensions = mean.length;
        double[] along = new double[points.length / dimensions];
        for (int i = 0; i < along.length; i++) {
            for (int j = 0; j < dimensions; j++) {
                along[i] += (points[i * dimensions + j] - mean[j]) * components[component][j];
            }
        }
        return along;
    }
}
