/**
 * What is run, in which order, on which data, and what of it is best.
 *
 * <p>{@link dev.lattice.search.schedule.TrialId} names a cell by everything its result depends on;
 * {@link dev.lattice.search.schedule.Lineage} is the unit of scheduling, cells that one training answers;
 * {@link dev.lattice.search.schedule.Splits} holds the data; {@link dev.lattice.search.schedule.BestCells} keeps the best of each
 * {@link dev.lattice.search.schedule.Comparison}. Threads and records are the business of the package above.
 */
package dev.lattice.search.schedule;
