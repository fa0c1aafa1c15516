package dev.lattice.core.engine;

import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.model.Network;

/**
 * The result of a training.
 *
 * @param spec the experiment
 * @param network its network
 * @param height rows of an image
 * @param width columns of an image
 * @param parameters flat parameters in the layout of {@link Network#blocks()}; not to be changed
 */
public record TrainedModel(ExperimentSpec spec, Network network, int height, int width, float[] parameters) {}
