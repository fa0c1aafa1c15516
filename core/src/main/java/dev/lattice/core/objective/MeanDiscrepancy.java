package dev.lattice.core.objective;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * The squared maximum mean discrepancy (MMD²) of the codes z of n images and n draws p of the prior N(0, I):
 *
 * <pre>
 * 1/(n(n−1)) Σ_{i≠j} k(z_i, z_j) + 1/(n(n−1)) Σ_{i≠j} k(p_i, p_j) − 2/n² Σ_{ij} k(z_i, p_j)
 * </pre>
 *
 * <p>The unbiased estimate of Tolstikhin et al., arXiv:1711.01558, Algorithm 2; it may be below 0. Of a single code there is no such
 * estimate, and the term is 0. A kernel is a sum over scales s, where C = 2 · latent · s: for s = 1, what the squared distance of two draws of
 * the prior comes to on average.
 *
 * @param weight λ, nats
 * @param kernel k
 * @param scales positive, at least one
 */
public record MeanDiscrepancy(double weight, Kernel kernel, List<Double> scales) implements CodeTerm {

    /** What a pair of codes is worth. */
    public enum Kernel {
        /** Σ_s C / (C + ‖a − b‖²). */
        INVERSE_MULTIQUADRATIC,
        /** Σ_s exp(−‖a − b‖² / C). */
        GAUSSIAN
    }

    /** Copies the scales. */
    public MeanDiscrepancy {
        scales = List.copyOf(scales);
    }

    /** Returns C of a scale. */
    public static double width(int latent, double scale) {
        return 2 * latent * scale;
    }

    @Override
    public boolean drawsPrior() {
        return true;
    }

    @Override
    public float[] pairWeights(int rows) {
        int n = 2 * rows;
        float[] weights = CodeTerm.noWeights(rows, 2);
        if (rows > 1) {
            float same = (float) (1.0 / rows / (rows - 1));
            float other = (float) (-1.0 / rows / rows);
            for (int i = 0; i < weights.length; i++) {
                int a = i / n;
                int b = i % n;
                weights[i] = a == b ? 0 : a < rows == b < rows ? same : other;
            }
        }
        return weights;
    }

    @Override
    public double constant(int rows, int latent, int images) {
        return 0;
    }

    @Override
    public SDVariable graph(CodeGraph codes) {
        SameDiff sd = codes.z().getSameDiff();
        SDVariable all = sd.concat(0, codes.z(), codes.prior());
        // A sum that keeps an axis of length 1 fails in SameDiff.
        SDVariable squares = sd.expandDims(all.mul(all).sum(1), 1);
        SDVariable products = sd.mmul(all, all, false, true, false);
        SDVariable distances = squares.add(sd.transpose(squares)).sub(products.mul(2));
        SDVariable kernels = null;
        for (double scale : scales) {
            double width = width(codes.latent(), scale);
            SDVariable k = kernel == Kernel.GAUSSIAN
                    ? sd.math().exp(distances.mul(-1 / width))
                    : distances.add(width).rdiv(width);
            kernels = kernels == null ? k : kernels.add(k);
        }
        return kernels.mul(codes.pairWeights()).sum();
    }

    @Override
    public double value(Batch batch) {
        double[][] z = batch.z();
        double[][] p = batch.prior();
        double n = z.length;
        if (n == 1) {
            return 0;
        }
        double sum = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                sum -= 2 * kernel(z[i], p[j]) / (n * n);
                if (i != j) {
                    sum += (kernel(z[i], z[j]) + kernel(p[i], p[j])) / (n * (n - 1));
                }
            }
        }
        return sum;
    }

    private double kernel(double[] a, double[] b) {
        double distance = 0;
        for (int j = 0; j < a.length; j++) {
            distance += (a[j] - b[j]) * (a[j] - b[j]);
        }
        double sum = 0;
        for (double scale : scales) {
            double width = width(a.length, scale);
            sum += kernel == Kernel.GAUSSIAN ? Math.exp(-distance / width) : width / (width + distance);
        }
        return sum;
    }
}
