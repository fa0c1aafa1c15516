/**
 * The adapter to Arbiter's candidate generators, and the only place that knows Arbiter.
 *
 * <p>{@link dev.lattice.search.arbiter.ArbiterSamplers} returns the {@link dev.lattice.search.space.Sampler} of a search.
 * A generator works on the unit cube ({@link dev.lattice.search.arbiter.UnitCube}); the axes map its places to values, so
 * scales and steps are ours. Candidates are numbered, deduplicated and scored here; Arbiter's runner, its persistence and its
 * unseeded modes are not used.
 */
package dev.lattice.search.arbiter;
