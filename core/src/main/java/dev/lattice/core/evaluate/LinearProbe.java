package dev.lattice.core.evaluate;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;

/**
 * Multinomial logistic regression on codes: how much of the class can be read off them linearly (Alain and Bengio,
 * <i>Understanding intermediate layers using linear classifier probes</i>, 2016, arXiv:1610.01644).
 *
 * <p>Codes are brought to mean 0 and variance 1 first. What is minimized is the mean cross-entropy plus
 * {@value #RIDGE}/2 · |W|², biases free: convex, so that the result does not depend on how it is found, here by L-BFGS (Nocedal and
 * Wright, <i>Numerical Optimization</i>, 2nd ed., Algorithm 7.4).
 */
public final class LinearProbe {

    /** Weight of the penalty, which keeps the optimum finite where classes can be separated. */
    public static final double RIDGE = 1e-4;

    private static final int ITERATIONS = 500;
    private static final int MEMORY = 10;
    private static final double SMALL_GRADIENT = 1e-7;
    private static final double SUFFICIENT = 1e-4;
    private static final double SMALLEST_STEP = 1e-12;

    private final int latent;
    private final int classes;
    private final double[] mean;
    private final double[] scale;
    private double[] weights;
    private double loss;

    private LinearProbe(int latent, int classes) {
        this.latent = latent;
        this.classes = classes;
        this.mean = new double[latent];
        this.scale = new double[latent];
        this.weights = new double[classes * (latent + 1)];
    }

    /**
     * Fits a probe.
     *
     * @param codes [count, latent] row by row, at least one
     * @param labels [count], 0 to {@code classes − 1}
     */
    public static LinearProbe fit(float[] codes, int[] labels, int classes) {
        LinearProbe probe = new LinearProbe(codes.length / labels.length, classes);
        probe.standardize(codes);
        probe.minimize(probe.standardized(codes), labels);
        return probe;
    }

    /** Returns the minimum that was reached: mean cross-entropy in nats, with the penalty. */
    public double loss() {
        return loss;
    }

    /** Returns whether each of other codes [count, latent] is classified as its label, 1 or 0 [count]. */
    public double[] right(float[] codes, int[] labels) {
        double[] x = standardized(codes);
        double[] scores = new double[classes];
        double[] right = new double[labels.length];
        for (int i = 0; i < right.length; i++) {
            scores(weights, x, i, scores);
            int best = 0;
            for (int c = 1; c < classes; c++) {
                best = scores[c] > scores[best] ? c : best;
            }
            right[i] = best == labels[i] ? 1 : 0;
        }
        return right;
    }

    private void standardize(float[] codes) {
        int count = codes.length / latent;
        for (int i = 0; i < codes.length; i++) {
            mean[i % latent] += (double) codes[i] / count;
        }
        for (int i = 0; i < codes.length; i++) {
            double difference = codes[i] - mean[i % latent];
            scale[i % latent] += difference * difference / count;
        }
        for (int j = 0; j < latent; j++) {
            // A dimension that does not vary says nothing, and stays 0.
            scale[j] = scale[j] > 0 ? 1 / Math.sqrt(scale[j]) : 0;
        }
    }

    private double[] standardized(float[] codes) {
        double[] x = new double[codes.length];
        Arrays.setAll(x, i -> (codes[i] - mean[i % latent]) * scale[i % latent]);
        return x;
    }

    private void scores(double[] at, double[] x, int row, double[] scores) {
        for (int c = 0; c < classes; c++) {
            int w = c * (latent + 1);
            double sum = at[w + latent];
            for (int j = 0; j < latent; j++) {
                sum += at[w + j] * x[row * latent + j];
            }
            scores[c] = sum;
        }
    }

    /** Returns the objective and overwrites its gradient. */
    private double evaluate(double[] at, double[] x, int[] labels, double[] gradient) {
        Arrays.fill(gradient, 0);
        double[] scores = new double[classes];
        int count = labels.length;
        double sum = 0;
        for (int i = 0; i < count; i++) {
            scores(at, x, i, scores);
            double largest = Arrays.stream(scores).max().orElseThrow();
            double total = 0;
            for (int c = 0; c < classes; c++) {
                total += Math.exp(scores[c] - largest);
            }
            sum += largest + Math.log(total) - scores[labels[i]];
            for (int c = 0; c < classes; c++) {
                double d = (Math.exp(scores[c] - largest) / total - (c == labels[i] ? 1 : 0)) / count;
                int w = c * (latent + 1);
                for (int j = 0; j < latent; j++) {
                    gradient[w + j] += d * x[i * latent + j];
                }
                gradient[w + latent] += d;
            }
        }
        double penalty = 0;
        for (int w = 0; w < at.length; w++) {
            if (w % (latent + 1) < latent) {
                penalty += at[w] * at[w];
                gradient[w] += RIDGE * at[w];
            }
        }
        return sum / count + RIDGE / 2 * penalty;
    }

    /** A step and the change of the gradient along it. */
    private record Pair(double[] step, double[] change) {}

    private void minimize(double[] x, int[] labels) {
        double[] gradient = new double[weights.length];
        double[] next = new double[weights.length];
        Deque<Pair> pairs = new ArrayDeque<>();
        loss = evaluate(weights, x, labels, gradient);
        for (int iteration = 0;
                iteration < ITERATIONS && product(gradient, gradient) > square(SMALL_GRADIENT);
                iteration++) {
            double[] direction = direction(gradient, pairs);
            double slope = product(direction, gradient);
            double step = 1;
            double[] tried = moved(weights, direction, step);
            double reached = evaluate(tried, x, labels, next);
            while (!(reached <= loss + SUFFICIENT * step * slope) && step > SMALLEST_STEP) {
                step /= 2;
                tried = moved(weights, direction, step);
                reached = evaluate(tried, x, labels, next);
            }
            if (!(reached < loss)) {
                return;
            }
            Pair pair = new Pair(moved(tried, weights, -1), moved(next, gradient, -1));
            if (product(pair.step, pair.change) > 0) {
                pairs.addLast(pair);
            }
            if (pairs.size() > MEMORY) {
                pairs.removeFirst();
            }
            weights = tried;
            loss = reached;
            double[] spare = gradient;
            gradient = next;
            next = spare;
        }
    }

    private static double[] direction(double[] gradient, Deque<Pair> pairs) {
        double[] q = gradient.clone();
        double[] along = new double[pairs.size()];
        int i = pairs.size();
        for (Iterator<Pair> newest = pairs.descendingIterator(); newest.hasNext(); ) {
            Pair p = newest.next();
            along[--i] = product(p.step, q) / product(p.step, p.change);
            q = moved(q, p.change, -along[i]);
        }
        if (!pairs.isEmpty()) {
            Pair last = pairs.getLast();
            q = moved(new double[q.length], q, product(last.step, last.change) / product(last.change, last.change));
        }
        for (Pair p : pairs) {
            q = moved(q, p.step, along[i++] - product(p.change, q) / product(p.step, p.change));
        }
        return moved(new double[q.length], q, -1);
    }

    private static double[] moved(double[] from, double[] direction, double step) {
        double[] to = new double[from.length];
        Arrays.setAll(to, i -> from[i] + step * direction[i]);
        return to;
    }

    private static double product(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double square(double x) {
        return x * x;
    }
}
