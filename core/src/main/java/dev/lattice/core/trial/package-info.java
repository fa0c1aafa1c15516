/**
 * The records that search writes and report reads.
 *
 * <p>{@link dev.lattice.core.trial.TrialRecord} is a cell with its learning curve of
 * {@link dev.lattice.core.trial.EpochRecord}s and its {@link dev.lattice.core.trial.Metric}s;
 * {@link dev.lattice.core.trial.StudyInfo} is what was searched. A metric carries what it was measured on, so that unlike
 * numbers are never ranked together. All losses are nats per image.
 */
package dev.lattice.core.trial;
