package dev.lattice.core.config;

import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * Rules for configuration values, written so that NaN fails each of them.
 *
 * <p>Every method returns its value, or throws a {@link ConfigException} that names key, rule and value.
 */
public final class Check {

    private Check() {}

    /** Returns {@code value} if it is at least {@code least}. */
    public static int atLeast(String key, int least, int value) {
        require(value >= least, key, "must be at least " + least, value);
        return value;
    }

    /** Returns {@code value} if it is a finite number above 0. */
    public static double positive(String key, double value) {
        require(value > 0 && value < Double.POSITIVE_INFINITY, key, "must be a finite number > 0", value);
        return value;
    }

    /** Returns {@code value} if it is a finite number of at least 0. */
    public static double notNegative(String key, double value) {
        require(value >= 0 && value < Double.POSITIVE_INFINITY, key, "must be a finite number >= 0", value);
        return value;
    }

    /** Returns {@code value} if it holds something other than white space. */
    public static String notBlank(String key, String value) {
        require(value != null && !value.isBlank(), key, "must not be empty", value);
        return value;
    }

    /** Returns {@code value} if it holds at least one element. */
    public static <C extends Collection<?>> C notEmpty(String key, C value) {
        require(value != null && !value.isEmpty(), key, "must not be empty", value);
        return value;
    }

    /** Returns a copy of {@code values} if none is missing, as the second of {@code [400, ~]} is. */
    public static List<Integer> wholeNumbers(String key, List<Integer> values) {
        require(values.stream().allMatch(Objects::nonNull), key, "must hold whole numbers", values);
        return List.copyOf(values);
    }

    /** Throws unless {@code holds}. */
    public static void require(boolean holds, String key, String rule, Object value) {
        if (!holds) {
            throw new ConfigException("'" + key + "' " + rule + ", but was " + value);
        }
    }
}
