package dev.lattice.experiments.reproduce;

import dev.lattice.core.config.ConfigException;
import dev.lattice.core.config.SpecBinder;
import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/**
 * One kind of measure, figure or table: its keys, declared so that a mistake shows before anything is trained, and what makes it.
 *
 * @param required keys that must be there
 * @param known those and the keys that may be
 * @param maker computes or draws it
 * @param <F> type of the function
 */
record Kind<F>(Set<String> required, Set<String> known, F maker) {

    /**
     * Declares a kind.
     *
     * @param keys names between spaces; those that end in a question mark may be left out
     */
    static <F> Kind<F> of(String keys, F maker) {
        Set<String> required = new TreeSet<>();
        Set<String> known = new TreeSet<>();
        Arrays.stream(keys.split(" ")).filter(k -> !k.isEmpty()).forEach(key -> {
            boolean optional = key.endsWith("?");
            String name = optional ? key.substring(0, key.length() - 1) : key;
            known.add(name);
            if (!optional) {
                required.add(name);
            }
        });
        return new Kind<>(required, known, maker);
    }

    /**
     * Checks the keys that were given.
     *
     * @param besides keys that the place allows for all kinds, or fills in
     * @param place what errors put in front
     * @throws ConfigException that names an unknown or missing key
     */
    void check(Collection<String> given, Collection<String> besides, String place) {
        for (String key : given) {
            if (!known.contains(key) && !besides.contains(key)) {
                throw SpecBinder.unknownKey(key, known).in(place);
            }
        }
        for (String key : required) {
            if (!given.contains(key) && !besides.contains(key)) {
                throw new ConfigException("'" + key + "' must be given").in(place);
            }
        }
    }
}
