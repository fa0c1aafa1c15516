package dev.lattice.core.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * How the network is trained.
 *
 * @param epochs passes over the training images
 * @param batchSize images per step; the last batch of an epoch may be smaller
 * @param learningRate step size of the optimizer
 * @param optimizer update rule
 * @param weightDecay decoupled decay per step, AdamW only
 * @param precision number format of the matrix products
 * @param snapshots epochs after which {@code train} keeps pictures of a fixed batch, those beyond the last are ignored;
 *     nothing that is learned depends on it
 */
public record TrainingSpec(
        Integer epochs,
        Integer batchSize,
        Double learningRate,
        OptimizerKind optimizer,
        Double weightDecay,
        Precision precision,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Integer> snapshots) {

    /** PyTorch's default for AdamW. */
    private static final double ADAMW_DECAY = 0.01;

    /** Fills in defaults and checks every value. */
    public TrainingSpec {
        epochs = epochs == null ? 10 : epochs;
        batchSize = batchSize == null ? 128 : batchSize;
        learningRate = learningRate == null ? 1e-3 : learningRate;
        optimizer = optimizer == null ? OptimizerKind.ADAM : optimizer;
        weightDecay = weightDecay == null ? (optimizer == OptimizerKind.ADAMW ? ADAMW_DECAY : 0.0) : weightDecay;
        precision = precision == null ? Precision.F32 : precision;
        snapshots = snapshots == null ? List.of() : Check.wholeNumbers("training.snapshots", snapshots);
        Check.atLeast("training.epochs", 1, epochs);
        Check.atLeast("training.batchSize", 1, batchSize);
        Check.positive("training.learningRate", learningRate);
        Check.notNegative("training.weightDecay", weightDecay);
        Check.require(
                weightDecay == 0 || optimizer == OptimizerKind.ADAMW,
                "training.weightDecay",
                "needs training.optimizer adamw",
                weightDecay);
        for (int epoch : snapshots) {
            Check.require(epoch >= 1, "training.snapshots", "must hold epochs of at least 1", snapshots);
        }
    }

    /** Returns the same training in another precision. */
    public TrainingSpec withPrecision(Precision newPrecision) {
        return new TrainingSpec(epochs, batchSize, learningRate, optimizer, weightDecay, newPrecision, snapshots);
    }

    /** Returns the same training with another number of epochs. */
    public TrainingSpec withEpochs(int newEpochs) {
        return new TrainingSpec(newEpochs, batchSize, learningRate, optimizer, weightDecay, precision, snapshots);
    }
}
