/**
 * Where every random number comes from.
 *
 * <p>{@link dev.lattice.core.random.Seeds} derives a key for a purpose ("split", "init", "order", "noise", …) and an epoch
 * from the experiment's one seed; {@link dev.lattice.core.random.CounterRandom} turns a key and a counter into a number.
 * Nothing here or anywhere else reads a backend's global generator.
 */
package dev.lattice.core.random;
