package dev.lattice.report.figure;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Principal components of points: eigenvectors of their covariance, by cyclic Jacobi rotations (Golub and Van Loan,
 * <i>Matrix Computations</i>, 4th ed., Section 8.5).
 *
 * @param mean [dimensions]
 * @param variances along each component, largest first [dimensions]
 * @param components unit vectors [dimensions][dimensions], a row per component; the entry of largest magnitude is positive
 */
record Pca(double[] mean, double[] variances, double[][] components) {

    private static final int SWEEPS = 30;
    private static final double NEGLIGIBLE = 1e-14;

    /**
     * Returns the components of at least two points.
     *
     * @param points [count, dimensions] row by row
     */
    static Pca of(float[] points, int dimensions) {
        int count = points.length / dimensions;
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
        return ofCovariance(mean, covariance);
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

    private static Pca ofCovariance(double[] mean, double[][] a) {
        int n = a.length;
        // Rows of v become the eigenvectors, so that a rotation works on two contiguous rows.
        double[][] v = new double[n][n];
        for (int i = 0; i < n; i++) {
            v[i][i] = 1;
        }
        double scale = Arrays.stream(a)
                .flatMapToDouble(Arrays::stream)
                .map(Math::abs)
                .max()
                .orElse(0);
        boolean rotated = scale > 0;
        for (int sweep = 0; sweep < SWEEPS && rotated; sweep++) {
            rotated = false;
            for (int p = 0; p < n - 1; p++) {
                for (int q = p + 1; q < n; q++) {
                    if (Math.abs(a[p][q]) > NEGLIGIBLE * scale) {
                        rotate(a, v, p, q);
                        rotated = true;
                    }
                }
            }
        }
        int[] order = IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -a[i][i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] variances =
                Arrays.stream(order).mapToDouble(i -> Math.max(0, a[i][i])).toArray();
        double[][] components = Arrays.stream(order).mapToObj(i -> signed(v[i])).toArray(double[][]::new);
        return new Pca(mean, variances, components);
    }

    private static void rotate(double[][] a, double[][] v, int p, int q) {
        double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
        double t = Math.copySign(1, theta) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        double c = 1 / Math.sqrt(t * t + 1);
        double s = t * c;
        for (double[] row : a) {
            double ap = row[p];
            double aq = row[q];
            row[p] = c * ap - s * aq;
            row[q] = s * ap + c * aq;
        }
        turn(a[p], a[q], c, s);
        turn(v[p], v[q], c, s);
    }

    private static void turn(double[] p, double[] q, double c, double s) {
        for (int k = 0; k < p.length; k++) {
            double before = p[k];
            p[k] = c * before - s * q[k];
            q[k] = s * before + c * q[k];
        }
    }

    /** An eigenvector is determined up to its sign; fixing it keeps figures the same from run to run. */
    private static double[] signed(double[] vector) {
        double largest = 0;
        for (double x : vector) {
            largest = Math.abs(x) > Math.abs(largest) ? x : largest;
        }
        double sign = largest < 0 ? -1 : 1;
        return Arrays.stream(vector).map(x -> sign * x).toArray();
    }
}
