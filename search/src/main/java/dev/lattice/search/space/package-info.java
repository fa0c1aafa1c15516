/**
 * What a search tries: axes, strategies, and the experiments that points of a space stand for.
 *
 * <p>{@link dev.lattice.search.space.SearchSpec} reads the section {@code search} of an experiment file strictly: unknown
 * keys, empty lists, doubled values and ranges without a sense are refused with one line.
 * {@link dev.lattice.search.space.ParameterSpace} is one axis; it owns its scale, so every sampler means the same by it.
 * {@link dev.lattice.search.space.Sampler} chooses points; {@link dev.lattice.search.space.Cell} is a point bound to an
 * experiment. The samplers themselves are in {@code arbiter}.
 */
package dev.lattice.search.space;
