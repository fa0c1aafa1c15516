package dev.lattice.search;

/**
 * What one worker is doing.
 *
 * @param worker counts from 1
 * @param number of the cell that its training is recorded under: the one with the most epochs
 * @param cells how many cells are read off this training
 * @param epoch under way, 1 for the first
 * @param epochs of the training
 * @param step done within the epoch, 0 before the first
 * @param steps of an epoch
 * @param loss training objective of the last whole epoch, nats per image; NaN before its end
 * @param resumed epochs that the training did not take, because it went on from a checkpoint
 */
public record WorkerStatus(
        int worker, int number, int cells, int epoch, int epochs, int step, int steps, double loss, int resumed) {

    /** Returns the share of its training that was done here. */
    double share() {
        return (epoch - 1 - resumed + (steps == 0 ? 0 : step / (double) steps)) / epochs;
    }

    /** Returns the share of its training that was done before. */
    double resumedShare() {
        return resumed / (double) epochs;
    }
}
