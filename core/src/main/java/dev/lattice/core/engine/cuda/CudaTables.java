package dev.lattice.core.engine.cuda;

import dev.lattice.core.engine.pack.PackRun;
import dev.lattice.core.engine.pack.PackTotals;

/**
 * What a run's beginning puts into the tables of {@code pack.cu}, where that is not what {@link PackRun} holds.
 *
 * @param orderOf each member's order; −1 where images stand as they are
 * @param state 0 for a member that takes part, else −1
 */
record CudaTables(int[] orderOf, int[] state) {

    /** Sums of each member: reconstruction, KL, objective, the last finite objective. */
    static final int TOTALS = 4;

    static CudaTables of(PackRun run) {
        int[] orderOf = run.orderOf().clone();
        int[] state = new int[orderOf.length];
        for (int m = 0; m < orderOf.length; m++) {
            if (run.orders().length == 0) {
                orderOf[m] = -1;
            }
            state[m] = run.active()[m] ? 0 : -1;
        }
        return new CudaTables(orderOf, state);
    }

    /** Returns the sums of all members before the first step. */
    static double[] noTotals(int members) {
        double[] none = new double[TOTALS * members];
        for (int m = 0; m < members; m++) {
            none[TOTALS * m + TOTALS - 1] = Double.NaN;
        }
        return none;
    }

    /** Returns what the sums and states of all members say. */
    static PackTotals totals(double[] sums, int[] states) {
        PackTotals totals = PackTotals.none(states.length);
        for (int m = 0; m < states.length; m++) {
            totals.reconstruction()[m] = sums[TOTALS * m];
            totals.kl()[m] = sums[TOTALS * m + 1];
            totals.objective()[m] = sums[TOTALS * m + 2];
            totals.lastFinite()[m] = sums[TOTALS * m + 3];
            totals.divergedAt()[m] = Math.max(0, states[m]);
        }
        return totals;
    }
}
