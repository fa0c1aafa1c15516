package dev.lattice.core.evaluate;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Eigenvalues and eigenvectors of a symmetric matrix, by cyclic Jacobi rotations (Golub and Van Loan, <i>Matrix
 * Computations</i>, 4th ed., Section 8.5).
 *
 * @param values largest first [n]
 * @param vectors unit vectors [n][n], a row per eigenvalue; the entry of largest magnitude is positive
 */
public record SymmetricEigen(double[] values, double[][] vectors) {

    private static final int SWEEPS = 30;
    private static final double NEGLIGIBLE = 1e-14;

    /**
     * Decomposes a matrix.
     *
     * @param matrix symmetric, [n][n]; not changed
     */
    public static SymmetricEigen of(double[][] matrix) {
        int n = matrix.length;
        double[][] a = Arrays.stream(matrix).map(double[]::clone).toArray(double[][]::new);
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
        return new SymmetricEigen(
                Arrays.stream(order).mapToDouble(i -> a[i][i]).toArray(),
                Arrays.stream(order).mapToObj(i -> signed(v[i])).toArray(double[][]::new));
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
