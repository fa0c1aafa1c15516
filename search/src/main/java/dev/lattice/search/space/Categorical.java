package dev.lattice.search.space;

import java.util.List;

/**
 * An axis with listed values, equally likely, in their order.
 *
 * @param key dotted key
 * @param values at least one, all different
 */
public record Categorical(String key, List<Object> values) implements ParameterSpace {

    /** Copies the list. */
    public Categorical {
        values = List.copyOf(values);
    }

    @Override
    public Object fromUnit(double unit) {
        return values.get(Math.min(values.size() - 1, (int) (unit * values.size())));
    }

    @Override
    public double toUnit(Object value) {
        int index = values.indexOf(value);
        if (index < 0) {
            throw new IllegalArgumentException("'" + key + "' must be one of " + values + ", but was " + value);
        }
        return (index + 0.5) / values.size();
    }

    @Override
    public List<Object> gridValues() {
        return values;
    }

    @Override
    public List<Object> corners() {
        return values;
    }

    @Override
    public Object describe() {
        return values;
    }
}
