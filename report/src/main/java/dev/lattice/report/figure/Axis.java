package dev.lattice.report.figure;

import dev.lattice.report.table.Numbers;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A scale with its ticks.
 *
 * @param label with the unit
 * @param low value at the left or bottom end
 * @param high value at the other end, above {@code low}
 * @param log whether equal ratios are equally long
 * @param ticks from low to high
 */
record Axis(String label, double low, double high, boolean log, List<Tick> ticks) {

    /** Below this ratio of largest to smallest, a logarithmic axis helps nobody. */
    private static final double LOG_RATIO = 8;

    private static final int FEW_VALUES = 8;
    private static final double MARGIN = 0.05;
    private static final Pattern NUMBER = Pattern.compile("[-−]?[0-9.,]+(e-?[0-9]+)?");

    /** A mark on an axis. */
    record Tick(double value, String text) {}

    /** Copies the ticks. */
    Axis {
        ticks = List.copyOf(ticks);
    }

    /** Returns where a value lies: 0 at the low end, 1 at the high end, beyond for values outside. */
    double place(double value) {
        return log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
    }

    /** Returns whether the ticks are names, of which none may be left out. */
    boolean isNames() {
        return ticks.stream().anyMatch(t -> !NUMBER.matcher(t.text()).matches());
    }

    /** Returns a linear axis over a range, with a margin at both ends and about {@code count} round ticks. */
    static Axis linear(String label, double from, double to, int count) {
        double margin = to > from ? (to - from) * MARGIN : Math.max(Math.abs(from) * MARGIN, 0.5);
        return exact(label, from - margin, to + margin, count);
    }

    /** Returns a linear axis over exactly the given range. */
    static Axis exact(String label, double low, double high, int count) {
        double step = roundStep((high - low) / count);
        List<Tick> ticks = new ArrayList<>();
        for (long i = (long) Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
            // Through decimal arithmetic, so that 3 * 0.1 is 0.3.
            double value =
                    BigDecimal.valueOf(step).multiply(BigDecimal.valueOf(i)).doubleValue();
            ticks.add(new Tick(value, text(value)));
        }
        return new Axis(label, low, high, false, ticks);
    }

    /** Returns an axis over values of a parameter: ticks at the values where they are few, logarithmic where they are spaced so. */
    static Axis ofValues(String label, double[] values) {
        double[] sorted = java.util.Arrays.stream(values).sorted().distinct().toArray();
        double min = sorted[0];
        double max = sorted[sorted.length - 1];
        boolean log = isLogSpaced(sorted);
        double low = log ? min / Math.pow(max / min, MARGIN) : min - margin(min, max);
        double high = log ? max * Math.pow(max / min, MARGIN) : max + margin(min, max);
        if (sorted.length <= FEW_VALUES) {
            List<Tick> ticks = new ArrayList<>();
            for (double v : sorted) {
                ticks.add(new Tick(v, minus(Numbers.parameter(v))));
            }
            return new Axis(label, low, high, log, ticks);
        }
        return log ? new Axis(label, low, high, true, decades(low, high)) : exact(label, low, high, 5);
    }

    /** Returns an axis of named places at 0, 1, 2, …. */
    static Axis categories(String label, List<String> names) {
        List<Tick> ticks = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            ticks.add(new Tick(i, names.get(i)));
        }
        return new Axis(label, -0.5, names.size() - 0.5, false, ticks);
    }

    /** Returns whether sorted, distinct values are spread more evenly by ratio than by difference. */
    static boolean isLogSpaced(double[] sorted) {
        double min = sorted[0];
        double max = sorted[sorted.length - 1];
        if (!(min > 0) || max / min < LOG_RATIO) {
            return false;
        }
        double linear = 0;
        double log = 0;
        for (double v : sorted) {
            linear += (v - min) / (max - min) / sorted.length;
            log += Math.log(v / min) / Math.log(max / min) / sorted.length;
        }
        return sorted.length == 2 || Math.abs(log - 0.5) < Math.abs(linear - 0.5);
    }

    private static double margin(double min, double max) {
        return max > min ? (max - min) * MARGIN * 1.5 : Math.max(Math.abs(min) * MARGIN, 0.5);
    }

    private static List<Tick> decades(double low, double high) {
        List<Tick> ticks = new ArrayList<>();
        int from = (int) Math.floor(Math.log10(low));
        int to = (int) Math.ceil(Math.log10(high));
        double[] steps = to - from <= 3 ? new double[] {1, 3} : new double[] {1};
        for (int e = from; e <= to; e++) {
            for (double m : steps) {
                double value = Double.parseDouble((int) m + "e" + e);
                if (value >= low && value <= high) {
                    ticks.add(new Tick(value, text(value)));
                }
            }
        }
        return ticks;
    }

    private static double roundStep(double rough) {
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double factor = rough / power;
        double nice = factor <= 1.5 ? 1 : factor <= 3.5 ? 2 : factor <= 7.5 ? 5 : 10;
        return Double.parseDouble(String.format(java.util.Locale.ROOT, "%.0e", nice * power));
    }

    private static String text(double value) {
        return minus(Numbers.shortest(value));
    }

    private static String minus(String text) {
        return text.startsWith("-") ? "−" + text.substring(1) : text;
    }
}
