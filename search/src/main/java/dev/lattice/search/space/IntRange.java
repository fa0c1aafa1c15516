package dev.lattice.search.space;

import dev.lattice.core.config.ConfigException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An axis of whole numbers.
 *
 * @param key dotted key
 * @param min smallest value, included
 * @param max largest value, included
 * @param scale linear or logarithmic
 * @param points number of values from {@code min} to {@code max}, equally spaced on the scale; 0 for all whole numbers
 */
public record IntRange(String key, int min, int max, Scale scale, int points) implements ParameterSpace {

    @Override
    public Object fromUnit(double unit) {
        if (points > 0) {
            return point(Math.min(points - 1, (int) (unit * points)));
        }
        // Half a unit at either end gives the bounds the same share as their neighbors.
        double value = Math.rint(scale.at(min - 0.5, max + 0.5, unit));
        return (int) Math.min(max, Math.max(min, value));
    }

    @Override
    public double toUnit(Object value) {
        int number = (Integer) value;
        if (points == 0) {
            return scale.share(min - 0.5, max + 0.5, number);
        }
        int index = gridValues().indexOf(number);
        if (index < 0) {
            throw new IllegalArgumentException("'" + key + "' must be one of " + gridValues() + ", but was " + value);
        }
        return (index + 0.5) / points;
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

    private int point(int index) {
        return (int) Math.round(scale.at(min, max, index / (double) (points - 1)));
    }
}
