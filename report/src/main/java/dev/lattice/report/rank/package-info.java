/**
 * Which cells may be compared, and in which order they come.
 *
 * <p>{@link dev.lattice.report.rank.Ranking} divides the complete cells of a study into
 * {@link dev.lattice.report.rank.RankedGroup}s within which every number is the same quantity, and orders each. Cells
 * without a number are never ranked; they are listed with their cause.
 */
package dev.lattice.report.rank;
