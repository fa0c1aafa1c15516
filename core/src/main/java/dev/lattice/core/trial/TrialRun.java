package dev.lattice.core.trial;

import java.time.Instant;

/**
 * How a trial was carried out; nothing here is part of its identity.
 *
 * @param engine that trained it
 * @param attempts one more than it failed before; a training that was interrupted and resumed is one attempt
 * @param started when its training began
 * @param seconds training and validation time up to the cell's last epoch
 * @param sharedWith number of the trial whose training it was read off, or its own
 * @param parameters number of trainable parameters
 */
public record TrialRun(String engine, int attempts, Instant started, double seconds, int sharedWith, int parameters) {}
