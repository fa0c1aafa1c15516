package dev.lattice.search;

import java.util.concurrent.atomic.AtomicBoolean;

/** Asks a sweep to end after the current step of each worker. May be given by any thread, such as a shutdown hook. */
public final class StopSignal {

    private final AtomicBoolean stopped = new AtomicBoolean();

    /** Asks for the stop; asking again changes nothing. */
    public void stop() {
        stopped.set(true);
    }

    /** Returns whether a stop was asked for. */
    public boolean stopped() {
        return stopped.get();
    }
}
