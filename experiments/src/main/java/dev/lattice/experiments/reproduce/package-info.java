/**
 * Published reports, run again and compared.
 *
 * <p>A {@link dev.lattice.experiments.reproduce.ReproductionFile} says what is run, shown and claimed;
 * {@link dev.lattice.experiments.reproduce.Reproducer} carries it out. Runs that are complete are taken as they are. Claims are
 * computed by {@code Measures}, figures drawn by {@code FigureKinds}, tables by {@code TableKinds}, each by a kind that the file
 * names. What a claim means is in the file, never in code.
 */
package dev.lattice.experiments.reproduce;
