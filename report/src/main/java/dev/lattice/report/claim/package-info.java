/**
 * What published reports claim, beside what came out here.
 *
 * <p>A {@link dev.lattice.report.claim.Claim} is a number or range with a tolerance; with ours it is a
 * {@link dev.lattice.report.claim.ClaimResult}, which has a {@link dev.lattice.report.claim.Verdict}. A claim that is
 * ill-defined or wrong is explained and not judged, and its tolerance is never widened until it fits.
 */
package dev.lattice.report.claim;
