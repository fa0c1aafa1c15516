package dev.lattice.core.engine.fused;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The native memory of one worker or one trial: buffers are added while it is set up, and all are freed together.
 *
 * <p>Not for several threads.
 */
public final class Workspace implements AutoCloseable {

    private final List<NativeBuffer> buffers = new ArrayList<>();
    private final List<Runnable> users = new ArrayList<>();
    private boolean closed;

    /**
     * Returns a new zeroed block of {@code length} floats that lives as long as this workspace.
     *
     * @throws IllegalStateException if this workspace is closed
     */
    public Floats floats(long length) {
        if (closed) {
            throw new IllegalStateException("this workspace is closed");
        }
        NativeBuffer buffer = NativeBuffer.allocate(length);
        buffers.add(buffer);
        return buffer.floats();
    }

    /**
     * Returns what is made in a new workspace and closes that itself; where it cannot be made, whatever it had taken is freed. A
     * constructor that runs out of memory half way leaves nobody who could close its buffers.
     *
     * @throws OutOfMemoryError as well as what else {@code maker} throws
     */
    public static <T> T filled(Function<Workspace, T> maker) {
        Workspace workspace = new Workspace();
        try {
            return maker.apply(workspace);
        } catch (RuntimeException | Error e) {
            workspace.close();
            throw e;
        }
    }

    /** Has an action run before the buffers are freed, the last one first. */
    public void beforeFreeing(Runnable action) {
        users.add(action);
    }

    /** Returns the bytes held, padding not counted. */
    public long bytes() {
        return buffers.stream()
                .mapToLong(buffer -> (long) buffer.length() * Float.BYTES)
                .sum();
    }

    /** Frees every buffer. */
    @Override
    public void close() {
        closed = true;
        for (int i = users.size() - 1; i >= 0; i--) {
            users.get(i).run();
        }
        users.clear();
        buffers.forEach(NativeBuffer::close);
        buffers.clear();
    }
}
