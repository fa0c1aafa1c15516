package dev.lattice.core.engine;

import java.util.List;
import java.util.Locale;

/** Tells failures for want of memory, which fewer trainings at a time may cure, from all others. */
public final class ShortMemory {

    /**
     * What native libraries say. C++ exceptions reach Java as {@link RuntimeException}s with nothing but their text: oneDNN's has
     * no status, but of operands whose shapes were checked its objects, primitives and executions (which take scratch memory) fail
     * for nothing else; a primitive that it does not have fails earlier, with "could not create a primitive descriptor".
     */
    private static final List<String> WORDS = List.of(
            "bad_alloc",
            "out of memory",
            "not enough memory",
            "cannot allocate",
            "could not allocate",
            "failed to allocate",
            "unable to allocate",
            "memory usage is too high",
            "could not create a memory object",
            "could not execute a primitive");

    private static final String PRIMITIVE = "could not create a primitive";
    private static final String DESCRIPTOR = PRIMITIVE + " descriptor";

    private ShortMemory() {}

    /** Returns whether want of memory, in Java's heap or outside it, led to a failure. */
    public static boolean causes(Throwable failure) {
        for (Throwable e = failure; e != null; e = e.getCause()) {
            if (e instanceof OutOfMemoryError) {
                return true;
            }
            String why = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
            boolean primitive = why.contains(PRIMITIVE) && !why.contains(DESCRIPTOR);
            if (e instanceof RuntimeException && (primitive || WORDS.stream().anyMatch(why::contains))) {
                return true;
            }
        }
        return false;
    }
}
