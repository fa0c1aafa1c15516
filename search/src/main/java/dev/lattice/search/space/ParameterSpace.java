package dev.lattice.search.space;

import java.util.List;

/**
 * One axis of a search: a key and the values it may take.
 *
 * <p>Every axis maps the unit interval onto its values, both bounds included, and back: {@code fromUnit(toUnit(v))} is v, up
 * to rounding for a continuous range. An axis with a step has only the values of its grid, for every sampler.
 */
public sealed interface ParameterSpace permits Categorical, FloatRange, IntRange {

    /** Returns the dotted key, such as {@code training.learningRate}. */
    String key();

    /**
     * Returns the value at a place of the unit interval.
     *
     * @param unit in [0, 1]
     */
    Object fromUnit(double unit);

    /** Returns a place of the unit interval, in [0, 1], whose value is {@code value}. */
    double toUnit(Object value);

    /**
     * Returns the values of a grid over this axis, in order, all different.
     *
     * @throws dev.lattice.core.config.ConfigException for a range without steps
     */
    List<Object> gridValues();

    /** Returns values between which all others lie: all of a list, the ends of a range. */
    List<Object> corners();

    /** Returns the axis for people: its values, or a range as text. */
    Object describe();
}
