package dev.lattice.core.evaluate;

import dev.lattice.core.data.ImageSet;
import dev.lattice.core.random.CounterRandom;

/**
 * Probabilistic PCA, p(z) = N(0, I), p(x|z) = N(Wz + b, σ²I), for which all is known in closed form (Tipping and Bishop, 1999), with
 * a linear encoder that is not quite right: the posterior's mean and a diagonal covariance of three times its variances.
 */
final class LinearGaussian {

    static final int SIDE = 4;
    static final int PIXELS = SIDE * SIDE;
    static final int LATENT = 3;
    static final double WIDENED = 3;

    final double sigma;
    final double[][] w = new double[PIXELS][LATENT];
    final double offset = 0.5;
    /** Mean of q(z|x) = encoder (x − b). */
    final double[][] encoder;
    /** Variances of q(z|x). */
    final double[] variance = new double[LATENT];

    private final double[][] precision;

    /** Creates a model whose W has entries of about 1.5 σ. */
    LinearGaussian(double sigma) {
        this.sigma = sigma;
        for (int p = 0; p < PIXELS; p++) {
            for (int j = 0; j < LATENT; j++) {
                w[p][j] = 1.5 * sigma * CounterRandom.gaussian(11, p * LATENT + j);
            }
        }
        // Posterior precision: I + WᵀW / σ².
        precision = new double[LATENT][LATENT];
        for (int i = 0; i < LATENT; i++) {
            for (int j = 0; j < LATENT; j++) {
                precision[i][j] = i == j ? 1 : 0;
                for (int p = 0; p < PIXELS; p++) {
                    precision[i][j] += w[p][i] * w[p][j] / (sigma * sigma);
                }
            }
        }
        double[][] covariance = inverse(precision);
        encoder = new double[LATENT][PIXELS];
        for (int j = 0; j < LATENT; j++) {
            variance[j] = WIDENED * covariance[j][j];
            for (int p = 0; p < PIXELS; p++) {
                for (int i = 0; i < LATENT; i++) {
                    encoder[j][p] += covariance[j][i] * w[p][i] / (sigma * sigma);
                }
            }
        }
    }

    /** Returns images drawn from the model; their pixels are rounded to bytes, which are then what x is. */
    ImageSet draw(int count) {
        byte[] pixels = new byte[count * PIXELS];
        for (int i = 0; i < count; i++) {
            for (int p = 0; p < PIXELS; p++) {
                double x = offset + sigma * CounterRandom.gaussian(13, i * PIXELS + p);
                for (int j = 0; j < LATENT; j++) {
                    x += w[p][j] * CounterRandom.gaussian(12, i * LATENT + j);
                }
                pixels[i * PIXELS + p] = (byte) Math.round(255 * Math.min(1, Math.max(0, x)));
            }
        }
        return new ImageSet(pixels, new byte[count], SIDE, SIDE, 1);
    }

    /** Returns log N(x; b, WWᵀ + σ²I). */
    double logLikelihood(ImageSet images, int image) {
        double[][] covariance = new double[PIXELS][PIXELS];
        double[] x = new double[PIXELS];
        for (int p = 0; p < PIXELS; p++) {
            x[p] = images.pixel(image, p) - offset;
            for (int q = 0; q < PIXELS; q++) {
                covariance[p][q] = p == q ? sigma * sigma : 0;
                for (int j = 0; j < LATENT; j++) {
                    covariance[p][q] += w[p][j] * w[q][j];
                }
            }
        }
        double[][] inverse = inverse(covariance);
        double square = 0;
        for (int p = 0; p < PIXELS; p++) {
            for (int q = 0; q < PIXELS; q++) {
                square += x[p] * inverse[p][q] * x[q];
            }
        }
        return -0.5 * (square + logDeterminant(covariance) + PIXELS * Math.log(2 * Math.PI));
    }

    /** Returns KL(q(z|x) ‖ p(z|x)), the same for every image because the means agree. */
    double gap() {
        double trace = 0;
        double logVariances = 0;
        for (int j = 0; j < LATENT; j++) {
            trace += precision[j][j] * variance[j];
            logVariances += Math.log(variance[j]);
        }
        return 0.5 * (trace - LATENT - logVariances - logDeterminant(precision));
    }

    /** Returns log p(x, z) − log q(z|x) at z = mean + √variance ε. */
    double logWeight(ImageSet images, int image, double[] noise) {
        double[] z = new double[LATENT];
        double weight = 0;
        for (int j = 0; j < LATENT; j++) {
            for (int p = 0; p < PIXELS; p++) {
                z[j] += encoder[j][p] * (images.pixel(image, p) - offset);
            }
            z[j] += Math.sqrt(variance[j]) * noise[j];
            weight += 0.5 * (noise[j] * noise[j] + Math.log(variance[j]) - z[j] * z[j]);
        }
        for (int p = 0; p < PIXELS; p++) {
            double error = images.pixel(image, p) - offset;
            for (int j = 0; j < LATENT; j++) {
                error -= w[p][j] * z[j];
            }
            weight -= error * error / (2 * sigma * sigma) + 0.5 * Math.log(2 * Math.PI * sigma * sigma);
        }
        return weight;
    }

    private static double logDeterminant(double[][] matrix) {
        double sum = 0;
        for (double value : SymmetricEigen.of(matrix).values()) {
            sum += Math.log(value);
        }
        return sum;
    }

    private static double[][] inverse(double[][] matrix) {
        SymmetricEigen eigen = SymmetricEigen.of(matrix);
        int n = matrix.length;
        double[][] inverse = new double[n][n];
        for (int k = 0; k < n; k++) {
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    inverse[i][j] += eigen.vectors()[k][i] * eigen.vectors()[k][j] / eigen.values()[k];
                }
            }
        }
        return inverse;
    }
}
