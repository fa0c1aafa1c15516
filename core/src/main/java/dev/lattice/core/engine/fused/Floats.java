package dev.lattice.core.engine.fused;

import java.nio.FloatBuffer;
import java.util.Objects;
import org.bytedeco.javacpp.FloatPointer;

/**
 * A range of a {@link NativeBuffer}: a parameter, a gradient, a batch of activations (row-major, no gaps).
 *
 * <p>A view keeps its buffer reachable but does not own it; after the buffer is closed, every access throws
 * {@link IllegalStateException}.
 */
public final class Floats {

    private final NativeBuffer owner;
    private final int offset;
    private final int length;

    Floats(NativeBuffer owner, int offset, int length) {
        this.owner = owner;
        this.offset = offset;
        this.length = length;
    }

    /** Returns the number of floats. */
    public int length() {
        return length;
    }

    /**
     * Returns the view of {@code count} floats that starts {@code start} floats into this one.
     *
     * @throws IndexOutOfBoundsException if that range is not inside this view
     */
    public Floats slice(int start, int count) {
        if (start < 0 || count < 0 || start > length - count) {
            throw new IndexOutOfBoundsException(
                    "floats " + start + " to " + ((long) start + count) + " of a view of " + length);
        }
        return new Floats(owner, offset + start, count);
    }

    /** Returns element {@code index}; for tests and set-up, not for loops. */
    public float get(int index) {
        return owner.plain().get(offset + checked(index));
    }

    /** Sets element {@code index}; for tests and set-up, not for loops. */
    public void set(int index, float value) {
        owner.plain().put(offset + checked(index), value);
    }

    /** Sets every element. */
    public void fill(float value) {
        FloatBuffer floats = owner.plain();
        for (int i = offset; i < offset + length; i++) {
            floats.put(i, value);
        }
    }

    /** Copies as many floats as this view has, from {@code source[start]} on. */
    public void copyFrom(float[] source, int start) {
        owner.plain().put(offset, source, start, length);
    }

    /** Copies {@code source} into this view; both have the same length. */
    public void copyFrom(Floats source) {
        requireLength(source.length, "source");
        owner.plain().put(offset, source.owner.plain(), source.offset, length);
    }

    /** Sets {@code target} [columns, rows] to the transpose of this view [rows, columns]; for small matrices. */
    void transposeTo(int rows, int columns, Floats target) {
        requireLength((long) rows * columns, "rows · columns");
        target.requireLength(length, "target");
        FloatBuffer from = owner.plain();
        FloatBuffer to = target.owner.plain();
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                to.put(target.offset + c * rows + r, from.get(offset + r * columns + c));
            }
        }
    }

    /**
     * Copies {@code count} floats of this view, from {@code start} on, to {@code target[at…]}.
     *
     * @throws IndexOutOfBoundsException if they are not all inside this view and the target
     */
    public void copyTo(int start, float[] target, int at, int count) {
        Objects.checkFromIndexSize(start, count, length);
        owner.plain().get(offset + start, target, at, count);
    }

    /** Returns a heap copy. */
    public float[] toArray() {
        float[] copy = new float[length];
        owner.plain().get(offset, copy);
        return copy;
    }

    /** Returns the address of the first float; valid until the owner is closed. */
    public long address() {
        return owner.address() + (long) offset * Float.BYTES;
    }

    /**
     * Returns this view.
     *
     * @throws IllegalArgumentException if this view has another length than {@code expected}
     */
    Floats requireLength(long expected, String name) {
        if (length != expected) {
            throw new IllegalArgumentException("`" + name + "` must have " + expected + " floats, but has " + length);
        }
        return this;
    }

    /** Returns the owner's floats, in which this view starts at {@link #offset()}. */
    FloatBuffer plain() {
        return owner.plain();
    }

    /** Returns the memory for the vector kernels, in which this view starts at {@link #lanesAt()}. */
    Object lanes() {
        return owner.lanes();
    }

    /** Returns a pointer to the first float; whoever keeps it keeps this view too. */
    FloatPointer pointer() {
        return owner.pointer(offset);
    }

    int offset() {
        return offset;
    }

    long lanesAt() {
        return owner.lanesAt() + (long) offset * Float.BYTES;
    }

    private int checked(int index) {
        if (index < 0 || index >= length) {
            throw new IndexOutOfBoundsException("float " + index + " of a view of " + length);
        }
        return index;
    }
}
