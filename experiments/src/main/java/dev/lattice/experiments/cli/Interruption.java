package dev.lattice.experiments.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C: while one is open, an interrupt asks for a stop and waits until the work has put its things in order. The process
 * then ends with 130, as the JVM does after SIGINT.
 */
final class Interruption implements AutoCloseable {

    /** Longer than any step takes; then the process ends anyway, and what was recorded is on disk. */
    private static final long PATIENCE_SECONDS = 20;

    // One for the process, as the signal is.
    private static final CountDownLatch FINISHED = new CountDownLatch(1);
    private static volatile boolean under;

    private final Thread hook;

    private Interruption(Thread hook) {
        this.hook = hook;
    }

    /** Returns an open guard that calls {@code stop} on Ctrl-C. */
    static Interruption calling(Runnable stop) {
        Thread hook = new Thread(
                () -> {
                    under = true;
                    stop.run();
                    try {
                        FINISHED.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "lattice-interrupt");
        Runtime.getRuntime().addShutdownHook(hook);
        return new Interruption(hook);
    }

    /** Ends the process, or lets the interrupt that is under way end it. */
    static void exit(int code) {
        FINISHED.countDown();
        if (!under) {
            System.exit(code);
        }
    }

    @Override
    public void close() {
        if (!under) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // The interrupt came this moment: the hook runs, and finds the work done.
                under = true;
            }
        }
    }
}
