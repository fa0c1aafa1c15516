package dev.lattice.report.claim;

import dev.lattice.report.table.Numbers;

/**
 * A number that a published report gives, or that follows from its words.
 *
 * @param id letters, digits and dashes
 * @param text what is claimed, in words
 * @param min least value claimed; −∞ for none
 * @param max largest value claimed, equal to {@code min} for a single number; ∞ for none
 * @param tolerance by how much ours may lie outside
 * @param unit of all of these; empty for a pure number
 * @param how ours is computed
 * @param unjudged why there is no verdict; empty for a claim that is judged
 */
public record Claim(
        String id, String text, double min, double max, double tolerance, String unit, String how, String unjudged) {

    /** Checks the bounds. */
    public Claim {
        if (!(min <= max)) {
            throw new IllegalArgumentException(
                    "'min' of claim " + id + " must be at most 'max', but was " + min + " and " + max);
        }
        if (!(tolerance >= 0)) {
            throw new IllegalArgumentException(
                    "'tolerance' of claim " + id + " must be at least 0, but was " + tolerance);
        }
    }

    /** Returns whether ours is compared. */
    public boolean judged() {
        return unjudged.isEmpty();
    }

    /** Returns what is claimed as a number, a range or a bound; a dash where the report gives no number. */
    public String claimed() {
        if (min == max) {
            return Numbers.shortest(min);
        }
        if (Double.isInfinite(min) && Double.isInfinite(max)) {
            return Numbers.ABSENT;
        }
        if (Double.isInfinite(min)) {
            return "≤ " + Numbers.shortest(max);
        }
        return Double.isInfinite(max)
                ? "≥ " + Numbers.shortest(min)
                : Numbers.shortest(min) + " to " + Numbers.shortest(max);
    }

    /**
     * Compares.
     *
     * @param ours NaN if it could not be computed
     */
    public Verdict verdict(double ours) {
        if (!judged()) {
            return Verdict.NOT_JUDGED;
        }
        return ours >= min - tolerance && ours <= max + tolerance ? Verdict.WITHIN : Verdict.OUTSIDE;
    }
}
