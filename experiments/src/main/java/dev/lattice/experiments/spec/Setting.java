package dev.lattice.experiments.spec;

import dev.lattice.core.config.ConfigException;
import dev.lattice.core.config.SpecBinder;
import java.util.Map;

/**
 * One {@code --set key=value}.
 *
 * @param key dotted, such as {@code training.epochs}; below {@code search.space} the rest is one key, as in the file
 * @param value a YAML scalar, list or map
 */
public record Setting(String key, Object value) {

    /** What a user typed it as. */
    public static final String FLAG = "--set";

    private static final String SPACE = "search.space.";

    /**
     * Returns the setting that a text such as {@code model.hidden=[400, 200]} describes.
     *
     * @throws ConfigException if it has no '=', an empty key or no value
     */
    public static Setting parse(String text) {
        int equals = text.indexOf('=');
        if (equals < 1) {
            throw new ConfigException("must look like key=value, such as training.epochs=5, but was '" + text + "'")
                    .in(FLAG);
        }
        String key = text.substring(0, equals).strip();
        if (key.startsWith(".") || key.endsWith(".") || key.contains("..") || key.isEmpty()) {
            throw new ConfigException("'" + key + "' is not a key such as training.epochs").in(FLAG);
        }
        Object value;
        try {
            value = YamlText.read(text.substring(equals + 1));
        } catch (ConfigException e) {
            throw e.in(FLAG + " " + key);
        }
        if (value == null) {
            throw new ConfigException("'" + key + "' must be given a value after the '='").in(FLAG);
        }
        return new Setting(key, value);
    }

    /** Puts the value into a tree. */
    void apply(Map<String, Object> tree) {
        if (!key.startsWith(SPACE)) {
            SpecBinder.put(tree, key, value);
            return;
        }
        Object search = tree.computeIfAbsent("search", k -> new java.util.LinkedHashMap<String, Object>());
        if (!(search instanceof Map<?, ?> section)) {
            throw new ConfigException("'search' must be a section with keys of its own, but was " + search);
        }
        Map<String, Object> space = ExperimentFile.section(ExperimentFile.strings("search", section), "space");
        space.put(key.substring(SPACE.length()), value);
        SpecBinder.put(tree, "search.space", space);
    }
}
