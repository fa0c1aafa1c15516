package dev.lattice.core.model;

import dev.lattice.core.config.ConfigException;
import dev.lattice.core.config.ModelSpec;
import dev.lattice.core.config.SpecBinder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** The variants on the class path. */
public final class Variants {

    private static final List<Variant> ALL = ServiceLoader.load(Variant.class, Variants.class.getClassLoader()).stream()
            .map(ServiceLoader.Provider::get)
            .sorted(Comparator.comparing(Variant::name))
            .toList();

    private Variants() {}

    /** Returns every variant with its default options, sorted by name. */
    public static List<Variant> all() {
        return ALL;
    }

    /**
     * Returns the variant of a model, configured.
     *
     * @throws ConfigException if there is no such variant, or it refuses an option
     */
    public static Variant configured(ModelSpec spec) {
        return ALL.stream()
                .filter(v -> v.name().equals(spec.variant()))
                .findFirst()
                .orElseThrow(() -> SpecBinder.unknown(
                        "variant",
                        spec.variant(),
                        ALL.stream().map(Variant::name).toList()))
                .configured(spec.options());
    }

    /**
     * Returns a variant's options record, for use by variants.
     *
     * @throws ConfigException if a key is neither an option nor a key of the model
     */
    static <T> T options(Map<String, Object> options, Class<T> type) {
        List<String> own =
                Arrays.stream(type.getRecordComponents()).map(c -> c.getName()).toList();
        for (String key : options.keySet()) {
            if (!own.contains(key)) {
                List<String> known = new ArrayList<>(Stream.of(ModelSpec.class.getRecordComponents())
                        .map(c -> c.getName())
                        .filter(n -> !n.equals("options"))
                        .toList());
                known.addAll(own);
                throw SpecBinder.unknownKey("model." + key, known);
            }
        }
        return SpecBinder.bind(options, type);
    }
}
