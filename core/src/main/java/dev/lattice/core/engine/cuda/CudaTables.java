package dev.lattice.core.engine.cuda;

import dev.lattice.core.engine.pack.PackRun;

/**
 * What a run's beginning puts into the tables of {@code pack.cu}, where that is not what {@link PackRun} holds.
 *
 * @param orderOf each member's order; −1 where images stand as they are
 * @param state 0 for a member that takes part, else −1
 */
record CudaTables(int[] orderOf, int[] state) {

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
}
