package dev.lattice.search.space;

import dev.lattice.core.config.ConfigException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An axis of real numbers.
 *
 * @param key dotted key
 * @param min smallest value, included
 * @param max largest value, included
 * @param scale linear or logarithmic
 * @param points number of values from {@code min} to {@code max}, equally spaced on the scale; 0 for all real numbers
 */
public record FloatRange(String key, double min, double max, Scale scale, int points) implements ParameterSpace {

    @Override
    public Object fromUnit(double unit) {
        return points == 0 ? scale.at(min, max, unit) : point(Math.min(points - 1, (int) (unit * points)));
    }

    @Override
    public double toUnit(Object value) {
        double share = scale.share(min, max, (Double) value);
        return points == 0 ? share : (Math.rint(share * (points - 1)) + 0.5) / points;
    }

    @Override
    public List<Object> gridValues() {
        if (points == 0) {
            throw new ConfigException(
                    "'search.space." + key + "' must have 'steps' or 'step' in a grid, but was " + describe());
        }
        return IntStream.range(0, points).mapToObj(i -> (Object) point(i)).toList();
    }

    @Override
    public List<Object> corners() {
        return List.of(min, max);
    }

    @Override
    public Object describe() {
        return min + " to " + max + (scale == Scale.LOG ? ", log" : "") + (points == 0 ? "" : ", " + points + " steps");
    }

    // By multiplication from the lower end: no rounding adds up along the grid.
    private double point(int index) {
        double value = scale.at(min, max, index / (double) (points - 1));
        // Rounds 0.30000000000000004 to 0.3 so that tables and ids show what the user wrote.
        double tidy = Double.parseDouble(String.format(java.util.Locale.ROOT, "%.12g", value));
        return Math.min(max, Math.max(min, tidy));
    }
}
