package dev.lattice.core.evaluate;

/**
 * A mean over images with its uncertainty.
 *
 * @param mean of the values
 * @param standardError sample standard deviation over √count: how far the mean of other images of the same kind would lie; NaN
 *     for a single value
 * @param count number of values
 */
public record Estimate(double mean, double standardError, int count) {

    /** Returns the mean of at least one value. */
    public static Estimate of(double[] values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("'values' must hold at least one number");
        }
        double sum = 0;
        for (double v : values) {
            sum += v;
        }
        double mean = sum / values.length;
        double squares = 0;
        for (double v : values) {
            squares += (v - mean) * (v - mean);
        }
        double variance = squares / (values.length - 1);
        return new Estimate(mean, Math.sqrt(variance / values.length), values.length);
    }

    /** Returns the mean of at least one value. */
    public static Estimate of(float[] values) {
        return of(doubles(values));
    }

    /** Returns this estimate of a quantity in another unit. */
    public Estimate times(double factor) {
        return new Estimate(mean * factor, Math.abs(factor) * standardError, count);
    }

    static double[] doubles(float[] values) {
        double[] copy = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            copy[i] = values[i];
        }
        return copy;
    }
}
