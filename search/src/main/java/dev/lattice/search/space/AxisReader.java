package dev.lattice.search.space;

import dev.lattice.core.config.Check;
import dev.lattice.core.config.ConfigException;
import dev.lattice.core.config.SpecBinder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads one entry of {@code search.space} or {@code search.cells}, strictly. */
final class AxisReader {

    private static final List<String> RANGE_KEYS = List.of("min", "max", "scale", "steps", "step");

    /** More would be a mistake, and would not fit in memory. */
    private static final int MOST_POINTS = 10_000;

    private AxisReader() {}

    /** Returns the axis of a key: a list of values, or a section with {@code min} and {@code max}. */
    static ParameterSpace axis(String name, Object value) {
        SearchKey key = key("search.space", name);
        if (value instanceof List<?> list) {
            return listed(key, list);
        }
        if (value instanceof Map<?, ?> range) {
            return range(key, range);
        }
        throw new ConfigException(
                "'search.space." + name + "' must be a list of values or a range with min and max, but was " + value);
    }

    /** Returns one combination of {@code search.cells}. */
    static Map<String, Object> cell(Object value) {
        if (!(value instanceof Map<?, ?> map) || map.isEmpty()) {
            throw new ConfigException(
                    "'search.cells' must be a list of sections with keys and values, but held " + value);
        }
        Map<String, Object> cell = new LinkedHashMap<>();
        map.forEach((name, raw) -> cell.put(name.toString(), canonical("search.cells", name.toString(), raw)));
        return cell;
    }

    private static SearchKey key(String section, String name) {
        try {
            return SearchKey.of(name);
        } catch (ConfigException e) {
            throw e.in(section);
        }
    }

    private static Object canonical(String section, String name, Object raw) {
        try {
            return SearchKey.of(name).canonical(raw);
        } catch (ConfigException e) {
            throw e.in(section);
        }
    }

    private static ParameterSpace listed(SearchKey key, List<?> list) {
        Check.notEmpty("search.space." + key.name(), list);
        List<Object> values = new ArrayList<>();
        Set<Object> seen = new HashSet<>();
        for (Object raw : list) {
            Object value = canonical("search.space", key.name(), raw);
            Check.require(seen.add(value), "search.space." + key.name(), "must not hold a value twice", raw);
            values.add(value);
        }
        return new Categorical(key.name(), values);
    }

    private static ParameterSpace range(SearchKey key, Map<?, ?> range) {
        String path = "search.space." + key.name();
        for (Object name : range.keySet()) {
            if (!RANGE_KEYS.contains(String.valueOf(name))) {
                throw SpecBinder.unknownKey(path + "." + name, RANGE_KEYS);
            }
        }
        Check.require(key.numeric(), path, "must be a list of values, because it is no number", range);
        Scale scale = scale(path, range.get("scale"));
        double min = bound(key, path + ".min", range.get("min"));
        double max = bound(key, path + ".max", range.get("max"));
        Check.require(min < max, path + ".min", "must be below max " + range.get("max"), range.get("min"));
        Check.require(scale == Scale.LINEAR || min > 0, path + ".min", "must be > 0 on a log scale", range.get("min"));
        int points = points(key, path, range, scale, min, max);
        return key.whole()
                ? whole(path, new IntRange(key.name(), (int) min, (int) max, scale, points))
                : new FloatRange(key.name(), min, max, scale, points);
    }

    private static Scale scale(String path, Object value) {
        if (value == null || value.equals("linear")) {
            return Scale.LINEAR;
        }
        Check.require(value.equals("log"), path + ".scale", "must be linear or log", value);
        return Scale.LOG;
    }

    private static double bound(SearchKey key, String path, Object value) {
        Check.require(
                value instanceof Number n && Double.isFinite(n.doubleValue()), path, "must be a finite number", value);
        if (key.whole()) {
            Check.require(value instanceof Integer, path, "must be a whole number", value);
        }
        return ((Number) value).doubleValue();
    }

    private static int points(SearchKey key, String path, Map<?, ?> range, Scale scale, double min, double max) {
        Object steps = range.get("steps");
        Object step = range.get("step");
        if (steps != null) {
            Check.require(step == null, path + ".step", "must not be given beside steps", step);
            Check.require(
                    steps instanceof Integer n && n >= 2 && n <= MOST_POINTS,
                    path + ".steps",
                    "must be a whole number from 2 to " + MOST_POINTS,
                    steps);
            int count = (Integer) steps;
            Check.require(
                    !key.whole() || scale == Scale.LOG || (max - min) % (count - 1) == 0,
                    path + ".steps",
                    "must give whole numbers between " + (int) min + " and " + (int) max,
                    steps);
            return count;
        }
        if (step == null) {
            return 0;
        }
        Check.require(scale == Scale.LINEAR, path + ".step", "must not be given on a log scale; use steps", step);
        Check.require(step instanceof Number n && n.doubleValue() > 0, path + ".step", "must be a number > 0", step);
        Check.require(!key.whole() || step instanceof Integer, path + ".step", "must be a whole number", step);
        double count = (max - min) / ((Number) step).doubleValue();
        Check.require(
                Math.abs(count - Math.rint(count)) < 1e-9 * count && count < MOST_POINTS,
                path + ".step",
                "must divide the range from " + range.get("min") + " to " + range.get("max") + " into at most "
                        + MOST_POINTS + " parts",
                step);
        return (int) Math.rint(count) + 1;
    }

    private static IntRange whole(String path, IntRange range) {
        if (range.points() > 0) {
            List<Object> values = range.gridValues();
            Check.require(
                    new HashSet<>(values).size() == values.size(),
                    path + ".steps",
                    "must give different whole numbers from " + range.min() + " to " + range.max(),
                    range.points());
        }
        return range;
    }
}
