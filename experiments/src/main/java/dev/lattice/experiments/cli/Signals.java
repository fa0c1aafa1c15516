package dev.lattice.experiments.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Optional;

/**
 * One signal of the operating system, handled until closed.
 *
 * <p>{@code sun.misc.Signal} is the only way to hear of a second Ctrl-C, and javac warns of its very name, so it is called by
 * reflection. Where it is missing, or the JVM was told to leave signals alone, the process ends at once as any other does.
 */
final class Signals implements AutoCloseable {

    private final Method handle;
    private final Object signal;
    private final Object previous;

    private Signals(Method handle, Object signal, Object previous) {
        this.handle = handle;
        this.signal = signal;
        this.previous = previous;
    }

    /** Runs {@code action}, in a thread of its own, each time a signal such as {@code INT} comes. */
    static Optional<Signals> handle(String name, Runnable action) {
        try {
            Class<?> type = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Method handle = type.getMethod("handle", type, handler);
            Object signal = type.getConstructor(String.class).newInstance(name);
            InvocationHandler calls = (proxy, method, arguments) -> switch (method.getName()) {
                case "handle" -> {
                    action.run();
                    yield null;
                }
                case "hashCode" -> System.identityHashCode(proxy);
                case "equals" -> proxy == arguments[0];
                default -> name;
            };
            Object proxy = Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handler}, calls);
            return Optional.of(new Signals(handle, signal, handle.invoke(null, signal, proxy)));
        } catch (ReflectiveOperationException | RuntimeException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        try {
            handle.invoke(null, signal, previous);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a signal could be taken and not given back", e);
        }
    }
}
