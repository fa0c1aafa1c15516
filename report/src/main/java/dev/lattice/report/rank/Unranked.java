package dev.lattice.report.rank;

import dev.lattice.core.trial.TrialRecord;

/**
 * A cell that ended without a number to rank.
 *
 * @param trial the cell
 * @param reason why, in one line
 */
public record Unranked(TrialRecord trial, String reason) {}
