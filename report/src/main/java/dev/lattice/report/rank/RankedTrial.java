package dev.lattice.report.rank;

import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.TrialRecord;

/**
 * A cell with its place among the cells that it may be compared with.
 *
 * @param rank 1 for the best; equal numbers share a rank and the next one is skipped (1, 1, 3)
 * @param trial the cell
 * @param metric what it was ranked by, always a finite number
 */
public record RankedTrial(int rank, TrialRecord trial, Metric metric) {}
