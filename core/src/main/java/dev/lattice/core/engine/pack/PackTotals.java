package dev.lattice.core.engine.pack;

/**
 * What a run came to, member by member.
 *
 * @param reconstruction Σ −log p(x|z) over the images of all steps, nats
 * @param kl Σ KL, nats
 * @param objective Σ of what is minimized
 * @param lastFinite the objective of the last step that was a number, nats per image; NaN if there was none
 * @param divergedAt the step (1 for the first) at which the member stopped being numbers; 0 if it did not
 */
public record PackTotals(
        double[] reconstruction, double[] kl, double[] objective, double[] lastFinite, int[] divergedAt) {

    /** Returns the totals before the first step. */
    public static PackTotals none(int members) {
        double[] last = new double[members];
        java.util.Arrays.fill(last, Double.NaN);
        return new PackTotals(new double[members], new double[members], new double[members], last, new int[members]);
    }
}
