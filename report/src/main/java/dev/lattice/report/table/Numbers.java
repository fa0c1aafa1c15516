package dev.lattice.report.table;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Numbers with as many digits as a reader can use. */
public final class Numbers {

    /** What stands where there is no number. */
    public static final String ABSENT = "–";

    private static final double SCIENTIFIC_BELOW = 1e-4;
    private static final double SCIENTIFIC_FROM = 1e7;

    /** Nobody types more digits than these. */
    private static final int WRITTEN_DIGITS = 8;

    private static final MathContext DRAWN = new MathContext(4);

    private Numbers() {}

    /** Returns a loss or other measurement: two decimals from 10 on, more below, whole where all of it is. */
    public static String measured(double value) {
        if (!Double.isFinite(value)) {
            return Double.isNaN(value) ? "NaN" : value > 0 ? "∞" : "−∞";
        }
        double size = Math.abs(value);
        if (size >= SCIENTIFIC_FROM || (size > 0 && size < SCIENTIFIC_BELOW)) {
            return minus(String.format(Locale.ROOT, "%.2e", value));
        }
        return minus(String.format(Locale.ROOT, "%." + decimals(size) + "f", value));
    }

    /** Returns a measurement with its standard deviation, to the same decimals: {@code 104.69 ± 0.23}. */
    public static String measured(double value, double deviation) {
        double size = Math.abs(value);
        boolean decimal = size < SCIENTIFIC_FROM && (size >= SCIENTIFIC_BELOW || size == 0);
        String spread = decimal && Double.isFinite(deviation)
                ? String.format(Locale.ROOT, "%." + decimals(size) + "f", deviation)
                : measured(deviation);
        return measured(value) + " ± " + spread;
    }

    private static int decimals(double size) {
        return size >= 10 ? 2 : size >= 1 ? 3 : size >= 0.1 ? 4 : 5;
    }

    /** Returns a count, or a mean of counts with one decimal. */
    public static String count(double value) {
        return value == Math.rint(value) ? shortest(value) : minus(String.format(Locale.ROOT, "%.1f", value));
    }

    /** Returns a duration in seconds: {@code 0.42}, {@code 12.3}, {@code 340}. */
    public static String seconds(double value) {
        int decimals = value < 1 ? 2 : value < 100 ? 1 : 0;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    /**
     * Returns a hyperparameter's value to read: as it was written, but a value drawn from a range with four digits; all of them
     * are in trials.csv.
     */
    public static String parameter(double value) {
        boolean drawn = Double.isFinite(value)
                && new BigDecimal(Double.toString(value)).stripTrailingZeros().precision() > WRITTEN_DIGITS;
        return shortest(drawn ? new BigDecimal(value).round(DRAWN).doubleValue() : value);
    }

    /** Returns the shortest text that reads back as the same number: {@code 0.001}, {@code 1e-5}, {@code 4}. */
    public static String shortest(double value) {
        if (!Double.isFinite(value)) {
            return measured(value);
        }
        if (value == 0) {
            return "0";
        }
        double size = Math.abs(value);
        BigDecimal exact = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        if (size >= SCIENTIFIC_BELOW && size < SCIENTIFIC_FROM) {
            return exact.toPlainString();
        }
        int exponent = exact.precision() - exact.scale() - 1;
        return exact.movePointLeft(exponent).stripTrailingZeros().toPlainString() + "e" + exponent;
    }

    private static String minus(String text) {
        return text.startsWith("-") ? "−" + text.substring(1) : text;
    }
}
