package dev.lattice.core.engine.fused;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;

/**
 * Calls that the compiler cannot inline.
 *
 * <p>It stops inlining when a compiled method has grown past a limit that only a debug build can set, and from there on
 * every vector is an object on the heap: ten times slower, from one call to the next, thousands of steps into a training.
 * So each pass must be compiled alone. A method handle that is not a constant is never inlined; the fields that hold these
 * are therefore not final.
 */
final class Outlined {

    private Outlined() {}

    /** Returns a handle of the only method {@code name} that {@code lookup}'s class declares. */
    static MethodHandle method(MethodHandles.Lookup lookup, String name) {
        for (Method method : lookup.lookupClass().getDeclaredMethods()) {
            if (method.getName().equals(name)) {
                try {
                    return lookup.unreflect(method);
                } catch (IllegalAccessException e) {
                    throw new IllegalStateException("a class may look up its own method", e);
                }
            }
        }
        throw new IllegalArgumentException("no method `" + name + "` in " + lookup.lookupClass());
    }

    /** Returns what a call through a handle threw, to be thrown on; errors are thrown here. */
    static RuntimeException rethrown(Throwable e) {
        if (e instanceof RuntimeException runtime) {
            return runtime;
        }
        if (e instanceof Error error) {
            throw error;
        }
        return new IllegalStateException(e);
    }
}
