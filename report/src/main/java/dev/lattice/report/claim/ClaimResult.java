package dev.lattice.report.claim;

/**
 * A claim with our number.
 *
 * @param claim what is claimed
 * @param ours in the claim's unit; NaN if it could not be computed
 * @param note what else there is to say of ours, such as a range or why there is none; may be empty
 */
public record ClaimResult(Claim claim, double ours, String note) {

    /** Returns how they compare. */
    public Verdict verdict() {
        return claim.verdict(ours);
    }
}
