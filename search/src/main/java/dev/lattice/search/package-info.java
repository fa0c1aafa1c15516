/**
 * Searches: many trainings over a space of hyperparameters, each recorded so that none is lost or repeated.
 *
 * <p>A {@link dev.lattice.search.space.SearchSpec} says what to try; a {@link dev.lattice.search.space.Sampler} proposes
 * points of it batch by batch; {@link dev.lattice.search.SweepRunner} turns them into cells with stable ids, trains those
 * that a {@link dev.lattice.search.Study} still owes, and tells a {@link dev.lattice.search.SweepListener}. What is read back
 * is {@link dev.lattice.core.trial.StudyInfo.View}.
 *
 * <p>Invariants: a complete cell never changes and is never run again; a cell is owed until it is complete or has diverged;
 * records do not depend on the number of workers. Ranking and figures are not here, and neither are test images.
 */
package dev.lattice.search;
