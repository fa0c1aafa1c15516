package dev.lattice.core.config;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

/** Binds trees of maps, lists and scalars to configuration records, strictly, and writes them back. */
public final class SpecBinder {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .disable(EnumFeature.READ_ENUMS_USING_TO_STRING)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .changeDefaultPropertyInclusion(v -> v.withValueInclusion(JsonInclude.Include.NON_NULL))
            .changeDefaultVisibility(v -> v.withIsGetterVisibility(JsonAutoDetect.Visibility.NONE))
            .addModule(new EnumNames())
            .build();

    private static final TypeReference<LinkedHashMap<String, Object>> TREE = new TypeReference<>() {};

    private SpecBinder() {}

    /**
     * Returns the record of {@code type} that {@code tree} describes.
     *
     * @throws ConfigException if a key is unknown, a value has the wrong type, or the record refuses it
     */
    public static <T> T bind(Map<String, ?> tree, Class<T> type) {
        refuseOptions(tree);
        try {
            return MAPPER.convertValue(tree, type);
        } catch (JacksonException e) {
            throw explain(e, tree);
        }
    }

    // The component that takes what the model's other components do not would take its own name, and whatever is below,
    // for nothing.
    private static void refuseOptions(Map<String, ?> tree) {
        if (tree.get("model") instanceof Map<?, ?> model && model.containsKey("options")) {
            throw unknownKey(
                    "model.options",
                    Stream.of(ModelSpec.class.getRecordComponents())
                            .map(RecordComponent::getName)
                            .filter(name -> !name.equals("options"))
                            .toList());
        }
    }

    /** Returns the record as a tree; {@link #bind} of the result gives an equal record. */
    public static Map<String, Object> tree(Object spec) {
        return MAPPER.convertValue(spec, TREE);
    }

    /** Returns the record as JSON, keys in the order of its components: equal records give equal text. */
    public static String json(Object spec) {
        return MAPPER.writeValueAsString(spec);
    }

    /** Returns the record as indented JSON. */
    public static String prettyJson(Object spec) {
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(spec);
    }

    /**
     * Returns the record that JSON text describes.
     *
     * @throws ConfigException as {@link #bind}, and if the text is not JSON
     */
    public static <T> T parse(String json, Class<T> type) {
        T read;
        try {
            read = MAPPER.readValue(json, type);
        } catch (JacksonException e) {
            throw explain(e, Map.of());
        }
        if (read == null) {
            throw new ConfigException("must be a section with keys of its own, but was null");
        }
        return read;
    }

    /**
     * Sets the value at a dotted path such as {@code training.learningRate}, creating the maps on the way.
     *
     * @throws ConfigException if a step of the path is a value rather than a section
     */
    @SuppressWarnings("unchecked")
    public static void put(Map<String, Object> tree, String path, Object value) {
        String[] keys = path.split("\\.", -1);
        Map<String, Object> section = tree;
        for (int i = 0; i < keys.length - 1; i++) {
            Object next = section.computeIfAbsent(keys[i], k -> new LinkedHashMap<String, Object>());
            if (!(next instanceof Map<?, ?>)) {
                throw new ConfigException("'" + path + "' is not a key: '" + keys[i] + "' has a value of its own");
            }
            section = (Map<String, Object>) next;
        }
        section.put(keys[keys.length - 1], value);
    }

    /** Returns a deep, mutable copy of a tree. */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> copy(Map<String, ?> tree) {
        Map<String, Object> copy = new LinkedHashMap<>();
        tree.forEach((k, v) -> copy.put(k, v instanceof Map<?, ?> m ? copy((Map<String, ?>) m) : v));
        return copy;
    }

    /** Returns the error for a key that does not exist, naming the nearest one that does. */
    public static ConfigException unknownKey(String key, Collection<String> known) {
        return unknown("key", key, known);
    }

    /** Returns the error for a name that does not exist ({@code what} is "variant", "experiment", …). */
    public static ConfigException unknown(String what, String name, Collection<String> known) {
        String last = name.substring(name.lastIndexOf('.') + 1);
        String nearest = NearestName.of(last, known);
        String hint = nearest == null ? "" : "; did you mean '" + nearest + "'?";
        return new ConfigException("unknown " + what + " '" + name + "'" + hint + " (known: "
                + known.stream().sorted().collect(Collectors.joining(", ")) + ")");
    }

    private static ConfigException explain(JacksonException e, Map<String, ?> tree) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof ConfigException rule) {
                return rule;
            }
        }
        String path = path(e);
        if (e instanceof UnrecognizedPropertyException u) {
            Collection<Object> known = u.getKnownPropertyIds() == null ? List.of() : u.getKnownPropertyIds();
            return unknownKey(path, known.stream().map(Object::toString).toList());
        }
        if (e instanceof InvalidFormatException f
                && f.getTargetType() != null
                && f.getTargetType().isEnum()) {
            List<String> names = java.util.Arrays.stream(f.getTargetType().getEnumConstants())
                    .map(c -> EnumNames.name((Enum<?>) c))
                    .toList();
            return new ConfigException(
                    "'" + path + "' must be one of " + String.join(", ", names) + ", but was " + f.getValue());
        }
        if (e instanceof MismatchedInputException m && m.getTargetType() != null) {
            Object value = valueAt(tree, m);
            return new ConfigException(
                    "'" + path + "' must be " + kind(m.getTargetType()) + (value == null ? "" : ", but was " + value));
        }
        if (e instanceof InputCoercionException c) {
            Object value = valueAt(tree, e);
            boolean wide = c.getTargetType() == long.class || c.getTargetType() == Long.class;
            return new ConfigException("'" + path + "' must be a whole number within "
                    + (wide ? Long.MIN_VALUE + " to " + Long.MAX_VALUE : Integer.MIN_VALUE + " to " + Integer.MAX_VALUE)
                    + (value == null ? "" : ", but was " + value));
        }
        return new ConfigException((path.isEmpty() ? "" : "'" + path + "': ") + e.getOriginalMessage(), e);
    }

    private static String kind(Class<?> type) {
        if (type == Integer.class || type == Long.class || type == int.class || type == long.class) {
            return "a whole number";
        }
        if (type == Double.class || type == double.class) {
            return "a number";
        }
        if (type == String.class) {
            return "a text";
        }
        if (type == Boolean.class || type == boolean.class) {
            return "true or false";
        }
        return Collection.class.isAssignableFrom(type)
                ? "a list"
                : type.isEnum() ? "a name" : "a section with keys of its own";
    }

    private static Object valueAt(Map<String, ?> tree, JacksonException e) {
        Object value = tree;
        for (JacksonException.Reference step : e.getPath()) {
            if (value instanceof Map<?, ?> section && step.getPropertyName() != null) {
                value = section.get(step.getPropertyName());
            } else if (value instanceof List<?> list && step.getIndex() >= 0 && step.getIndex() < list.size()) {
                value = list.get(step.getIndex());
            } else {
                return null;
            }
        }
        return value;
    }

    private static String path(JacksonException e) {
        return e.getPath().stream()
                .map(r -> r.getPropertyName() == null ? "[" + r.getIndex() + "]" : r.getPropertyName())
                .collect(Collectors.joining("."))
                .replace(".[", "[")
                .toString();
    }
}
