package dev.lattice.core.engine.fused;

import dev.lattice.core.objective.MeanDiscrepancy;
import java.nio.FloatBuffer;
import java.util.Arrays;

/** The terms of all codes of a batch in {@link PlainKernels}, in double. Has scratch memory of [rows] numbers. */
final class PlainCodes {

    private double[] logs = new double[0];
    private double[] joint = new double[0];

    double meanDiscrepancy(
            MeanDiscrepancy term,
            int rows,
            int latentDim,
            float scale,
            Floats latent,
            Floats prior,
            Floats latentGradient) {
        requireCodes(rows, latentDim, latent, prior, latentGradient);
        if (rows == 1) {
            return 0;
        }
        double same = 1.0 / rows / (rows - 1);
        double other = -2.0 / rows / rows;
        double sum = 0;
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < rows; j++) {
                if (i != j) {
                    sum += same * pair(term, latentDim, latent, i, latent, j, 2 * scale * same, latentGradient);
                    sum += same * pair(term, latentDim, prior, i, prior, j, 0, null);
                }
                sum += other * pair(term, latentDim, latent, i, prior, j, scale * other, latentGradient);
            }
        }
        return sum;
    }

    /** Returns k(a_i, b_j); adds {@code factor} times its gradient with respect to a_i, if there is a place for it. */
    private static double pair(
            MeanDiscrepancy term, int latentDim, Floats a, int i, Floats b, int j, double factor, Floats gradient) {
        FloatBuffer x = a.plain();
        FloatBuffer y = b.plain();
        int xAt = a.offset() + i * latentDim;
        int yAt = b.offset() + j * latentDim;
        double distance = 0;
        for (int d = 0; d < latentDim; d++) {
            double difference = (double) x.get(xAt + d) - y.get(yAt + d);
            distance += difference * difference;
        }
        double value = 0;
        double slope = 0;
        for (int s = 0; s < term.scales().size(); s++) {
            double width = MeanDiscrepancy.width(latentDim, term.scales().get(s));
            boolean gaussian = term.kernel() == MeanDiscrepancy.Kernel.GAUSSIAN;
            double k = gaussian ? Math.exp(-distance / width) : width / (width + distance);
            value += k;
            slope -= gaussian ? k / width : k * k / width;
        }
        if (gradient != null) {
            int at = gradient.offset() + i * latentDim;
            for (int d = 0; d < latentDim; d++) {
                double difference = (double) x.get(xAt + d) - y.get(yAt + d);
                PlainKernels.add(gradient.plain(), at + d, (float) (factor * slope * 2 * difference));
            }
        }
        return value;
    }

    double totalCorrelation(
            int rows,
            int latentDim,
            float scale,
            Floats latent,
            Floats heads,
            Floats latentGradient,
            Floats headsGradient) {
        requireCodes(rows, latentDim, latent, latent, latentGradient);
        requireCodes(rows, 2 * latentDim, heads, heads, headsGradient);
        if (logs.length < rows) {
            logs = new double[rows];
            joint = new double[rows];
        }
        headsGradient.fill(0f);
        double sum = 0;
        for (int i = 0; i < rows; i++) {
            Arrays.fill(joint, 0, rows, 0);
            for (int d = 0; d < latentDim; d++) {
                for (int j = 0; j < rows; j++) {
                    logs[j] = logDensity(latentDim, latent, i, heads, j, d);
                    joint[j] += logs[j];
                }
                sum += logShare(logs, rows, i);
                addGradient(rows, latentDim, i, d, -scale / rows, logs, latent, heads, latentGradient, headsGradient);
            }
            sum -= logShare(joint, rows, i);
            for (int d = 0; d < latentDim; d++) {
                addGradient(rows, latentDim, i, d, scale / rows, joint, latent, heads, latentGradient, headsGradient);
            }
        }
        return sum / rows;
    }

    /** Returns log q(z_id|x_j) without its constant. */
    private static double logDensity(int latentDim, Floats latent, int i, Floats heads, int j, int d) {
        int at = heads.offset() + 2 * j * latentDim + d;
        double logVar = heads.plain().get(at + latentDim);
        double difference = latent.plain().get(latent.offset() + i * latentDim + d)
                - (double) heads.plain().get(at);
        return -0.5 * (difference * difference * Math.exp(-logVar) + logVar);
    }

    /** Returns the logarithm of the share of {@code own} in the sum of e^logs, and puts all shares in the place of the logs. */
    private static double logShare(double[] logs, int rows, int own) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < rows; j++) {
            largest = Math.max(largest, logs[j]);
        }
        double sum = 0;
        for (int j = 0; j < rows; j++) {
            sum += Math.exp(logs[j] - largest);
        }
        double share = logs[own] - largest - Math.log(sum);
        for (int j = 0; j < rows; j++) {
            logs[j] = Math.exp(logs[j] - largest) / sum;
        }
        return share;
    }

    /** Adds {@code factor} times the gradient of Σ_j share_j · log q(z_id|x_j), the shares being held fast. */
    private static void addGradient(
            int rows,
            int latentDim,
            int i,
            int d,
            double factor,
            double[] shares,
            Floats latent,
            Floats heads,
            Floats latentGradient,
            Floats headsGradient) {
        int zAt = i * latentDim + d;
        double toZ = 0;
        for (int j = 0; j < rows; j++) {
            int at = 2 * j * latentDim + d;
            FloatBuffer h = heads.plain();
            double logVar = h.get(heads.offset() + at + latentDim);
            double difference = latent.plain().get(latent.offset() + zAt) - (double) h.get(heads.offset() + at);
            double scaled = difference * Math.exp(-logVar);
            double weight = factor * shares[j];
            toZ -= weight * scaled;
            FloatBuffer g = headsGradient.plain();
            PlainKernels.add(g, headsGradient.offset() + at, (float) (weight * scaled));
            PlainKernels.add(
                    g, headsGradient.offset() + at + latentDim, (float) (weight * 0.5 * (difference * scaled - 1)));
        }
        PlainKernels.add(latentGradient.plain(), latentGradient.offset() + zAt, (float) toZ);
    }

    static void requireCodes(int rows, int columns, Floats codes, Floats others, Floats gradient) {
        codes.requireLength((long) rows * columns, "codes");
        others.requireLength((long) rows * columns, "others");
        gradient.requireLength((long) rows * columns, "gradient");
    }

    static void requireLatent(int rows, int latentDim, Floats heads, Floats bias, Floats latent, Floats noise) {
        heads.requireLength(2L * rows * latentDim, "heads");
        bias.requireLength(2L * latentDim, "bias");
        latent.requireLength((long) rows * latentDim, "latent");
        noise.requireLength((long) rows * latentDim, "noise");
    }
}
