package dev.lattice.core.engine;

/**
 * What a training needs to go on as if it had never stopped. The random streams need no state: they are functions of the
 * seed and the epoch.
 *
 * @param epoch epochs done
 * @param step optimizer steps done
 * @param parameters flat parameters
 * @param moments the optimizer's moving averages, one array each, laid out as the parameters
 */
public record TrainingState(int epoch, long step, float[] parameters, float[][] moments) {}
