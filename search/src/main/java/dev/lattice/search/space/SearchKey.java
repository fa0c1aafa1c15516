package dev.lattice.search.space;

import dev.lattice.core.config.Check;
import dev.lattice.core.config.ConfigException;
import dev.lattice.core.config.DatasetSpec;
import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.config.ModelSpec;
import dev.lattice.core.config.SpecBinder;
import dev.lattice.core.config.TrainingSpec;
import dev.lattice.core.model.Variants;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A key that a search may vary, and what its values are.
 *
 * @param name dotted, such as {@code training.learningRate}
 * @param type component type of the configuration record, or of the options of the variants that have such an option;
 *     {@code Object} for one that none has, which is refused when the cell is bound
 * @param list whether a value is a list of such
 */
record SearchKey(String name, Class<?> type, boolean list) {

    private static final Map<String, Class<? extends Record>> SECTIONS =
            Map.of("dataset", DatasetSpec.class, "model", ModelSpec.class, "training", TrainingSpec.class);

    /** Name of the record that a variant declares for its options. */
    private static final String OPTIONS = "Options";

    /**
     * Returns the key of that name.
     *
     * @throws ConfigException if there is none, naming the nearest
     */
    static SearchKey of(String name) {
        if (name.equals("seed")) {
            return new SearchKey(name, Long.class, false);
        }
        int dot = name.indexOf('.');
        Class<? extends Record> section = dot < 0 ? null : SECTIONS.get(name.substring(0, dot));
        if (section == null) {
            throw unknownSection(name, dot);
        }
        return within(section, name, name.substring(dot + 1));
    }

    private static SearchKey within(Class<?> section, String name, String rest) {
        int dot = rest.indexOf('.');
        String first = dot < 0 ? rest : rest.substring(0, dot);
        for (RecordComponent component : section.getRecordComponents()) {
            if (component.getName().equals(first) && component.getType() != Map.class) {
                Optional<Class<?>> inner = section(component);
                if (inner.isPresent() && dot > 0) {
                    return within(inner.get(), name, rest.substring(dot + 1));
                }
                if (inner.isPresent()) {
                    throw new ConfigException("'" + name + "' cannot be searched, but its keys can: "
                            + String.join(", ", components(inner.get())));
                }
                if (dot < 0) {
                    return of(name, component);
                }
            }
        }
        if (section == ModelSpec.class && rest.matches("[A-Za-z][A-Za-z0-9]*")) {
            return option(name, rest);
        }
        throw SpecBinder.unknownKey(name, components(section));
    }

    /** Returns an option of variants, with the type that all of them give it. */
    private static SearchKey option(String name, String option) {
        List<SearchKey> keys = Variants.all().stream()
                .flatMap(variant -> Arrays.stream(variant.getClass().getDeclaredClasses()))
                .filter(type -> type.getSimpleName().equals(OPTIONS))
                .flatMap(type -> Arrays.stream(type.getRecordComponents()))
                .filter(component -> component.getName().equals(option))
                .map(component -> of(name, component))
                .distinct()
                .toList();
        return keys.size() == 1 ? keys.get(0) : new SearchKey(name, Object.class, false);
    }

    private static SearchKey of(String name, RecordComponent component) {
        boolean list = component.getType() == List.class;
        Type type = list
                ? ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0]
                : component.getType();
        return new SearchKey(name, (Class<?>) type, list);
    }

    /** Returns the record that an optional component holds; empty for a component that is a value. */
    private static Optional<Class<?>> section(RecordComponent component) {
        return component.getGenericType() instanceof ParameterizedType type
                        && type.getActualTypeArguments()[0] instanceof Class<?> inner
                        && inner.isRecord()
                ? Optional.of(inner)
                : Optional.empty();
    }

    private static ConfigException unknownSection(String name, int dot) {
        if (dot > 0) {
            return SpecBinder.unknownKey(name.substring(0, dot), List.of("dataset", "model", "seed", "training"));
        }
        for (Map.Entry<String, Class<? extends Record>> section : SECTIONS.entrySet()) {
            if (components(section.getValue()).contains(name)) {
                return new ConfigException(
                        "unknown key '" + name + "'; did you mean '" + section.getKey() + "." + name + "'?");
            }
        }
        boolean own = Arrays.stream(ExperimentSpec.class.getRecordComponents())
                .anyMatch(c -> c.getName().equals(name));
        return own
                ? new ConfigException("'" + name + "' cannot be searched")
                : SpecBinder.unknownKey(name, List.of("dataset", "model", "seed", "training"));
    }

    private static List<String> components(Class<?> section) {
        return Arrays.stream(section.getRecordComponents())
                .filter(c -> c.getType() != Map.class)
                .map(RecordComponent::getName)
                .toList();
    }

    /** Returns whether the values of a range are whole numbers; one for a list is the list of that number alone. */
    boolean whole() {
        return type == Integer.class || type == Long.class;
    }

    /** Returns whether a range makes sense. */
    boolean numeric() {
        return whole() || type == Double.class || type == Object.class;
    }

    /**
     * Returns a value in the one form that equal values share: 1 is 1.0 for a real key, 400 is [400] for a list.
     *
     * @param raw from YAML
     * @throws ConfigException if it is of another type
     */
    Object canonical(Object raw) {
        if (raw == null || raw instanceof Map<?, ?>) {
            throw new ConfigException("'" + name + "' must hold values, but was " + raw);
        }
        if (list) {
            List<?> values = raw instanceof List<?> several ? several : List.of(raw);
            Check.require(!values.isEmpty(), name, "must not hold an empty list", raw);
            return values.stream().map(this::single).toList();
        }
        Check.require(!(raw instanceof List<?>), name, "must not hold lists", raw);
        return single(raw);
    }

    private Object single(Object raw) {
        if (type == Double.class) {
            Check.require(raw instanceof Number, name, "must be a number", raw);
            return ((Number) raw).doubleValue();
        }
        if (whole()) {
            long value = whole(raw);
            return type == Long.class ? (Object) value : (Object) Math.toIntExact(value);
        }
        if (type == Boolean.class) {
            Check.require(raw instanceof Boolean, name, "must be true or false", raw);
            return raw;
        }
        if (type.isEnum()) {
            return raw.toString().toLowerCase(Locale.ROOT).replace('_', '-');
        }
        return type == String.class ? raw.toString() : raw;
    }

    /** Returns a whole number; 1.0 is refused as 1.5 is, because the experiment's own keys refuse it. */
    long whole(Object raw) {
        boolean fits = raw instanceof Integer
                || raw instanceof Long value && (type == Long.class || value == value.intValue());
        Check.require(fits, name, "must be a whole number", raw);
        return ((Number) raw).longValue();
    }
}
