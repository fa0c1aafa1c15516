package dev.lattice.search.space;

import dev.lattice.core.config.ExperimentSpec;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A point of the search with the experiment it stands for.
 *
 * @param varied searched keys with this cell's values, in the order of the space
 * @param experiment the resolved experiment
 */
public record Cell(Map<String, Object> varied, ExperimentSpec experiment) {

    /** Copies the map. */
    public Cell {
        varied = Collections.unmodifiableMap(new LinkedHashMap<>(varied));
    }

    /** Returns the values as {@code key=value, key=value}. */
    public String describe() {
        return describe(varied);
    }

    static String describe(Map<String, ?> varied) {
        StringBuilder text = new StringBuilder();
        varied.forEach((key, value) -> text.append(text.length() == 0 ? "" : ", ")
                .append(key)
                .append('=')
                .append(value));
        return text.toString();
    }
}
