package dev.lattice.core.engine.fused;

import java.util.ArrayList;
import java.util.List;

/**
 * The native memory of one worker or one trial: buffers are added while it is set up, and all are freed together.
 *
 * <p>Not for several threads.
 */
public final class Workspace implements AutoCloseable {

    private final List<NativeBuffer> buffers = new ArrayList<>();
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
        buffers.forEach(NativeBuffer::close);
        buffers.clear();
    }
}
