package dev.lattice.experiments.reproduce;

import dev.lattice.core.config.ConfigException;
import java.util.List;
import java.util.Map;

/** The keys of one measure, figure or table of a reproduction file, as whoever knows them wants them: {@link FileCheck} has checked their names. */
final class Options {

    private final String place;
    private final Map<String, Object> values;

    /**
     * Creates options.
     *
     * @param place what errors put in front
     */
    Options(String place, Map<String, Object> values) {
        this.place = place;
        this.values = values;
    }

    /** Returns what errors put in front. */
    String place() {
        return place;
    }

    /** Returns a text that must be there. */
    String text(String key) {
        Object value = value(key);
        if (!(value instanceof String text) || text.isBlank()) {
            throw new ConfigException("'" + key + "' must be a text, but was " + value).in(place);
        }
        return text;
    }

    /** Returns a text. */
    String text(String key, String otherwise) {
        return value(key) == null ? otherwise : text(key);
    }

    /** Returns a whole number of at least 0. */
    int count(String key, int otherwise) {
        Object value = value(key);
        if (value == null) {
            return otherwise;
        }
        if (!(value instanceof Integer number) || number < 0) {
            throw new ConfigException("'" + key + "' must be a whole number of at least 0, but was " + value).in(place);
        }
        return number;
    }

    /** Returns a number. */
    double number(String key, double otherwise) {
        Object value = value(key);
        if (value == null) {
            return otherwise;
        }
        if (!(value instanceof Number number)) {
            throw new ConfigException("'" + key + "' must be a number, but was " + value).in(place);
        }
        return number.doubleValue();
    }

    /** Returns a list of texts, empty if it is not there. */
    List<String> texts(String key) {
        Object value = value(key);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> list) || !list.stream().allMatch(v -> v instanceof String)) {
            throw new ConfigException("'" + key + "' must be a list of texts, but was " + value).in(place);
        }
        return list.stream().map(v -> (String) v).toList();
    }

    /** Returns a list of sections. */
    List<Options> sections(String key) {
        Object value = value(key);
        if (!(value instanceof List<?> list)) {
            throw new ConfigException("'" + key + "' must be a list, but was " + value).in(place);
        }
        return list.stream().map(v -> section(key, v)).toList();
    }

    /** Returns a section that must be there. */
    Options section(String key) {
        return section(key, value(key));
    }

    /** Returns the texts of a section, empty if it is not there. */
    Map<String, String> map(String key) {
        Object value = value(key);
        Map<String, String> texts = new java.util.LinkedHashMap<>();
        if (value != null) {
            section(key, value).values.forEach((k, v) -> texts.put(k, String.valueOf(v)));
        }
        return texts;
    }

    /** Returns the options with one more. */
    Options with(String key, Object value) {
        Map<String, Object> more = new java.util.LinkedHashMap<>(values);
        more.put(key, value);
        return new Options(place, more);
    }

    private Object value(String key) {
        return values.get(key);
    }

    @SuppressWarnings("unchecked")
    private Options section(String key, Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new ConfigException("'" + key + "' must be a section with keys of its own, but was " + value)
                    .in(place);
        }
        return new Options(place + ": " + key, (Map<String, Object>) map);
    }
}
