package dev.lattice.core.engine.pack;

import dev.lattice.core.engine.fused.OptimizerStep;

/**
 * What differs from step to step and from member to member in an epoch, or in one look at all images.
 *
 * @param stride images from the beginning of one step to the next
 * @param steps their number
 * @param active which members take part
 * @param orders distinct orders of the images; empty where they stand as they are
 * @param orderOf which of them is each member's
 * @param noiseKeys the stream of each member's noise
 * @param pixelKeys the stream of each member's binarization
 * @param klWeights weight of each member's KL term, step after step; empty for a look
 * @param klScales the same over the number of images of the step
 * @param optimizer {@value #NUMBERS} numbers of each member's optimizer, step after step; see {@link #put}
 */
public record PackRun(
        int stride,
        int steps,
        boolean[] active,
        int[][] orders,
        int[] orderOf,
        long[] noiseKeys,
        long[] pixelKeys,
        double[] klWeights,
        float[] klScales,
        float[] optimizer) {

    /** Numbers of an optimizer's step. */
    public static final int NUMBERS = 8;

    /** Puts an optimizer's step at its place in {@link #optimizer}. */
    static void put(OptimizerStep step, float[] target, int at) {
        int i = at * NUMBERS;
        target[i] = step.learningRate();
        target[i + 1] = step.firstDecay();
        target[i + 2] = step.firstGain();
        target[i + 3] = step.secondDecay();
        target[i + 4] = step.secondGain();
        target[i + 5] = step.rootScale();
        target[i + 6] = step.epsilon();
        target[i + 7] = step.keep();
    }

    /** Returns the step of a member's optimizer. */
    OptimizerStep optimizer(OptimizerStep.Rule rule, int step, int member) {
        int i = at(step, member) * NUMBERS;
        return new OptimizerStep(
                rule,
                optimizer[i],
                optimizer[i + 1],
                optimizer[i + 2],
                optimizer[i + 3],
                optimizer[i + 4],
                optimizer[i + 5],
                optimizer[i + 6],
                optimizer[i + 7]);
    }

    /** Returns where the tables hold a step (0 for the first) of a member. */
    int at(int step, int member) {
        return step * active.length + member;
    }
}
