package dev.lattice.search;

import dev.lattice.core.engine.TrainingStoppedException;
import dev.lattice.search.store.DiskFull;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Makes the workers of a sweep wait while the disk is full, and says so once. Safe for use by several threads. */
final class DiskWait {

    /** How often a full disk is tried again. */
    private static final long TRY_NANOS = 1_000_000_000;

    /** How often a stop is looked for meanwhile. */
    private static final long LOOK_NANOS = 100_000_000;

    private final Path folder;
    private final BooleanSupplier stopped;
    private final Consumer<String> teller;
    private final AtomicBoolean full = new AtomicBoolean();

    /**
     * Creates the wait of a sweep.
     *
     * @param folder that is written to
     * @param stopped whether to wait no longer
     * @param teller hears one line when the sweep begins to wait and one when it goes on
     */
    DiskWait(Path folder, BooleanSupplier stopped, Consumer<String> teller) {
        this.folder = folder;
        this.stopped = stopped;
        this.teller = teller;
    }

    /** Something that needs room on the disk, and leaves nothing behind where it finds none. */
    @FunctionalInterface
    interface Write {
        /** Writes it. */
        void run() throws IOException;
    }

    /**
     * Writes something, again and again while the disk is full.
     *
     * @throws TrainingStoppedException if a stop was asked for before there was room
     * @throws IOException as well as other exceptions of the write if they have another reason
     */
    void write(Write write) throws IOException {
        while (true) {
            try {
                write.run();
                if (full.compareAndSet(true, false)) {
                    teller.accept("there is room on the disk again: the sweep goes on");
                }
                return;
            } catch (IOException | RuntimeException e) {
                if (!DiskFull.causes(e, folder)) {
                    throw e;
                }
                if (full.compareAndSet(false, true)) {
                    teller.accept("the disk is full (" + e.getMessage()
                            + "): the sweep waits for room and then goes on; Ctrl-C stops it");
                }
                await();
            }
        }
    }

    private void await() {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < TRY_NANOS) {
            if (stopped.getAsBoolean()) {
                throw new TrainingStoppedException();
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }
}
