package dev.lattice.experiments.spec;

import dev.lattice.core.config.ConfigException;
import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.config.SpecBinder;
import dev.lattice.core.model.Variants;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An experiment as its file says it, before defaults.
 *
 * @param place what errors put in front: the file, or the bundled name
 * @param tree sections and values; {@code extends} already followed
 */
public record ExperimentFile(String place, Map<String, Object> tree) {

    private static final String EXTENDS = "extends";
    private static final String SEARCH = "search";
    private static final int MAX_EXTENDS = 8;
    private static final Pattern WRONG_TYPE = Pattern.compile("'([^'\\[]+)' must be .*");

    /**
     * Reads a bundled experiment by name or a YAML file by path.
     *
     * @throws ConfigException if there is neither, or it is not a plain YAML map
     */
    public static ExperimentFile read(String nameOrPath) {
        return read(nameOrPath, Path.of(""), new ArrayList<>());
    }

    /**
     * Returns the experiment with settings and flags applied, defaults filled in and everything checked.
     *
     * @param settings texts of {@code --set}, applied in order
     * @param seed of {@code --seed}; null if absent
     * @throws ConfigException for the first mistake, with the file or the flag in front
     */
    public Resolved resolve(List<String> settings, Long seed) {
        Map<String, Object> all = SpecBinder.copy(tree);
        try {
            settings.stream().map(Setting::parse).forEach(s -> s.apply(all));
            if (seed != null) {
                all.put("seed", seed);
            }
            return bind(all);
        } catch (ConfigException e) {
            throw e.getMessage().startsWith(Setting.FLAG) ? e : e.in(whose(settings));
        }
    }

    // The file is at fault if it is wrong on its own, otherwise what was set over it.
    private String whose(List<String> settings) {
        if (settings.isEmpty()) {
            return place;
        }
        try {
            bind(SpecBinder.copy(tree));
            return Setting.FLAG;
        } catch (ConfigException e) {
            return place;
        }
    }

    private Resolved bind(Map<String, Object> all) {
        List<String> known = new ArrayList<>(List.of(EXTENDS, SEARCH));
        Stream.of(ExperimentSpec.class.getRecordComponents())
                .map(c -> c.getName())
                .forEach(known::add);
        for (String key : all.keySet()) {
            if (!known.contains(key)) {
                throw SpecBinder.unknownKey(key, known);
            }
        }
        Optional<Map<String, Object>> search =
                all.containsKey(SEARCH) ? Optional.of(section(all, SEARCH)) : Optional.empty();
        all.remove(SEARCH);
        all.putIfAbsent("name", stem());
        try {
            ExperimentSpec spec = SpecBinder.bind(all, ExperimentSpec.class);
            Variants.configured(spec.model());
            return new Resolved(place, spec, search, all);
        } catch (ConfigException e) {
            throw withValue(e, all);
        }
    }

    // A binder that meets a wrong type knows the key, not always the value; the tree has it.
    private static ConfigException withValue(ConfigException e, Map<String, Object> tree) {
        Matcher key = WRONG_TYPE.matcher(e.getMessage());
        if (!key.matches() || e.getMessage().contains("but was")) {
            return e;
        }
        Object value = tree;
        for (String step : key.group(1).split("\\.")) {
            value = value instanceof Map<?, ?> section ? section.get(step) : null;
        }
        return value == null ? e : new ConfigException(e.getMessage() + ", but was " + value, e);
    }

    private String stem() {
        String file = Path.of(place).getFileName().toString();
        return file.replaceFirst("\\.ya?ml$", "");
    }

    private static ExperimentFile read(String nameOrPath, Path folder, List<String> seen) {
        if (seen.contains(nameOrPath) || seen.size() >= MAX_EXTENDS) {
            throw new ConfigException(String.join(" extends ", seen) + " extends " + nameOrPath + ": too long a chain");
        }
        seen.add(nameOrPath);
        Optional<String> bundled = BundledExperiments.text(nameOrPath);
        Path file = bundled.isPresent() ? null : existing(nameOrPath, folder);
        String place = file == null ? nameOrPath : file.toString();
        Map<String, Object> own;
        Object base;
        try {
            own = parse(bundled.isPresent() ? bundled.get() : text(file));
            base = own.remove(EXTENDS);
            if (base != null && !(base instanceof String)) {
                throw new ConfigException("'extends' must be the name of an experiment or a file, but was " + base);
            }
        } catch (ConfigException e) {
            throw e.in(place);
        }
        if (base == null) {
            return new ExperimentFile(place, own);
        }
        Path parent = file == null || file.getParent() == null ? Path.of("") : file.getParent();
        Map<String, Object> merged = read((String) base, parent, seen).tree();
        // A name and a search belong to one file: a name would share a folder, half a search would surprise.
        merged.remove("name");
        if (own.containsKey(SEARCH)) {
            merged.remove(SEARCH);
        }
        merge(merged, own);
        return new ExperimentFile(place, merged);
    }

    private static Path existing(String nameOrPath, Path folder) {
        try {
            Path file = folder.resolve(nameOrPath);
            if (Files.isRegularFile(file)) {
                return file;
            }
        } catch (InvalidPathException e) {
            throw new ConfigException("'" + nameOrPath + "' is neither a bundled experiment nor a path", e);
        }
        if (nameOrPath.contains("/") || nameOrPath.matches(".*\\.ya?ml")) {
            throw new ConfigException(nameOrPath + ": no such file");
        }
        throw SpecBinder.unknown("experiment", nameOrPath, BundledExperiments.names());
    }

    private static String text(Path file) {
        try {
            if (Files.size(file) > 4L * YamlText.MAX_CHARACTERS) {
                throw new ConfigException("must be an experiment in YAML, but holds " + Files.size(file) + " bytes");
            }
            return Files.readString(file);
        } catch (MalformedInputException e) {
            throw new ConfigException("must be UTF-8 text, but is not", e);
        } catch (IOException e) {
            throw new ConfigException("cannot be read: " + e.getMessage(), e);
        }
    }

    private static Map<String, Object> parse(String yaml) {
        Object read = YamlText.read(yaml);
        if (!(read instanceof Map<?, ?> map)) {
            throw new ConfigException("must hold sections such as 'dataset:' and 'training:', but holds "
                    + (read == null ? "nothing" : "one value"));
        }
        return strings("", map);
    }

    /** Returns a mutable copy of a map whose keys must be texts, the maps within it as well. */
    static Map<String, Object> strings(String path, Map<?, ?> map) {
        Map<String, Object> result = new LinkedHashMap<>();
        map.forEach((k, v) -> {
            if (!(k instanceof String key)) {
                throw new ConfigException(
                        "keys must be texts, but one" + (path.isEmpty() ? "" : " of '" + path + "'") + " was " + k);
            }
            result.put(key, v instanceof Map<?, ?> m ? strings(path.isEmpty() ? key : path + "." + key, m) : v);
        });
        return result;
    }

    /** Returns a mutable copy of a section of a tree, empty if it is not there. */
    static Map<String, Object> section(Map<String, Object> tree, String key) {
        Object section = tree.getOrDefault(key, Map.of());
        if (!(section instanceof Map<?, ?> map)) {
            throw new ConfigException("'" + key + "' must be a section with keys of its own, but was " + section);
        }
        return strings(key, map);
    }

    @SuppressWarnings("unchecked")
    private static void merge(Map<String, Object> base, Map<String, Object> over) {
        over.forEach((key, value) -> {
            if (value instanceof Map<?, ?> section && base.get(key) instanceof Map<?, ?> below) {
                merge((Map<String, Object>) below, (Map<String, Object>) section);
            } else {
                base.put(key, value);
            }
        });
    }

    /**
     * An experiment with everything decided.
     *
     * @param place where it came from
     * @param spec the training
     * @param search the search section; empty without one
     * @param given what file, settings and flags gave, without the search: a search changes this, not the defaults, since
     *     defaults may depend on each other
     */
    public record Resolved(
            String place, ExperimentSpec spec, Optional<Map<String, Object>> search, Map<String, Object> given) {}
}
