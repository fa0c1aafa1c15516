/**
 * What can be said of numbers that were measured on a sample: arrays in, arrays out.
 *
 * <p>{@link dev.lattice.report.statistics.BestTest} says which rows of numbers are worse than the best row beyond chance
 * and, where rows have several seeds, how far they are from it; where they have one,
 * {@link dev.lattice.report.statistics.PairedBootstrap} says how far. Nothing here knows of studies or cells.
 */
package dev.lattice.report.statistics;
