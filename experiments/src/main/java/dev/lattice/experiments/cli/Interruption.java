package dev.lattice.experiments.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ctrl-C and {@code kill}: while one is open, the first signal asks for a stop, after which the work puts its things in order
 * and the process ends with {@link #code()}. A second signal ends it at once; what was recorded is on disk.
 */
final class Interruption implements AutoCloseable {

    // One for the process, as signals are.
    private static final AtomicInteger CODE = new AtomicInteger(Failures.INTERRUPTED);

    private final List<Signals> signals = new ArrayList<>();

    private Interruption() {}

    /** Returns an open guard that calls {@code stop} on the first signal. */
    static Interruption calling(Runnable stop) {
        Interruption guard = new Interruption();
        AtomicInteger heard = new AtomicInteger();
        for (String name : List.of("INT", "TERM")) {
            int code = name.equals("INT") ? Failures.INTERRUPTED : Failures.TERMINATED;
            Signals.handle(name, () -> {
                        if (heard.incrementAndGet() > 1) {
                            Runtime.getRuntime().halt(code);
                        }
                        CODE.set(code);
                        stop.run();
                    })
                    .ifPresent(guard.signals::add);
        }
        return guard;
    }

    /** Returns the exit code of a stop: 130 after Ctrl-C, 143 after a request to terminate. */
    static int code() {
        return CODE.get();
    }

    @Override
    public void close() {
        signals.forEach(Signals::close);
    }
}
