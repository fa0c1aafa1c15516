package dev.lattice.core.engine.fused;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * One off-heap allocation of floats, zeroed, on a 64-byte boundary, freed by {@link #close()} and by nothing else.
 *
 * <p>JavaCPP frees a pointer that it allocated itself when its Java object is collected, whatever else still points into
 * that memory. So this class takes the memory from {@code malloc}, which the collector knows nothing about, and every
 * {@link Floats} view holds its buffer in a field. What the collector can no longer do is free memory early; what it also
 * cannot do is free memory that nobody closed: whoever allocates, closes (see {@link Workspace}).
 */
public final class NativeBuffer implements AutoCloseable {

    /** Bytes to which every buffer is aligned and by which it is padded: a cache line, and the widest vector. */
    static final int ALIGNMENT_BYTES = 64;

    /** From here on an allocation is held against the process's limit, which takes some microseconds. */
    private static final int LARGE_BYTES = 1 << 20;

    private static final int MAX_FLOATS = (Integer.MAX_VALUE - 4 * ALIGNMENT_BYTES) / Float.BYTES;

    private final int length;
    private final Pointer allocation;
    private final long address;
    private ByteBuffer bytes;
    private FloatBuffer floats;
    private Object lanes;

    private NativeBuffer(int length, Pointer allocation, long size) {
        this.length = length;
        this.allocation = allocation;
        this.address = roundUp(allocation.address());
        // The padding lets a kernel load and store a whole vector at the last element.
        long skipped = address - allocation.address();
        this.bytes = new BytePointer(allocation)
                .getPointer(skipped)
                .capacity(size)
                .asByteBuffer()
                .order(ByteOrder.nativeOrder());
        this.floats = bytes.asFloatBuffer();
    }

    /**
     * Returns a new zeroed buffer.
     *
     * @param length number of floats, from 0 to about 536 million
     * @throws IllegalArgumentException if {@code length} is out of range
     * @throws OutOfMemoryError if the operating system has no such amount left, or the process may not have so much
     */
    public static NativeBuffer allocate(long length) {
        if (length < 0 || length > MAX_FLOATS) {
            throw new IllegalArgumentException(
                    "`length` must be from 0 to " + MAX_FLOATS + " floats, but was " + length);
        }
        long size = roundUp(length * Float.BYTES) + ALIGNMENT_BYTES;
        requireAllowed(size);
        Pointer allocation = Pointer.malloc(size + ALIGNMENT_BYTES);
        if (allocation == null || allocation.isNull()) {
            throw new OutOfMemoryError("no " + size + " bytes of native memory left");
        }
        Pointer.memset(allocation, 0, size + ALIGNMENT_BYTES);
        return new NativeBuffer((int) length, allocation, size);
    }

    // Linux grants what it does not have and kills the process that uses it: better to fail while there is something to
    // fail with.
    private static void requireAllowed(long size) {
        long most = Pointer.maxPhysicalBytes();
        if (size >= LARGE_BYTES && most > 0 && Pointer.physicalBytes() + size > most) {
            throw new OutOfMemoryError(
                    "no " + size + " bytes of native memory left of the " + most + " that this process may use");
        }
    }

    /** Returns the number of floats. */
    public int length() {
        return length;
    }

    /** Returns a view of the whole buffer. */
    public Floats floats() {
        return new Floats(this, 0, length);
    }

    /** Returns the address of the first float, a multiple of 64. */
    public long address() {
        requireOpen();
        return address;
    }

    /** Frees the memory; views of it throw from now on. Does nothing the second time. */
    @Override
    public void close() {
        if (bytes != null) {
            bytes = null;
            floats = null;
            lanes = null;
            Pointer.free(allocation);
        }
    }

    /** Returns the floats in native order, for plain Java access by index. */
    FloatBuffer plain() {
        requireOpen();
        return floats;
    }

    /** Returns what the vector kernels loads vectors from. */
    Object lanes() {
        requireOpen();
        if (lanes == null) {
            lanes = VectorMemory.of(bytes);
        }
        return lanes;
    }

    /** Returns where the first float is in {@link #lanes()}. */
    long lanesAt() {
        return VectorMemory.DIRECT ? address : 0;
    }

    /** Returns a pointer to the float at {@code offset}; whoever keeps it keeps this buffer too. */
    FloatPointer pointer(int offset) {
        requireOpen();
        return new FloatPointer(allocation).getPointer((address - allocation.address()) / Float.BYTES + offset);
    }

    private void requireOpen() {
        if (bytes == null) {
            throw new IllegalStateException("this native buffer of " + length + " floats is closed");
        }
    }

    private static long roundUp(long bytes) {
        return (bytes + ALIGNMENT_BYTES - 1) & -ALIGNMENT_BYTES;
    }
}
