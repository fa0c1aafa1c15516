package dev.lattice.core.engine.fused;

import java.util.Objects;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** Loads and stores of vectors in native memory: by address where Java lets us, else by way of buffers. */
final class Lanes {

    /** The widest vectors of this machine. */
    static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

    /** A quarter of the width: as many bytes as there are lanes. Shapes start at 64 bits. */
    static final VectorSpecies<Byte> BYTES =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, FLOATS.vectorBitSize() / 4)));

    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;

    private static final Class<? extends FloatVector> EXACT =
            FloatVector.zero(FLOATS).getClass();

    private static final Class<? extends IntVector> EXACT_INTS =
            IntVector.zero(INTS).getClass();

    private static final Class<? extends ByteVector> EXACT_BYTES =
            ByteVector.zero(BYTES).getClass();

    private Lanes() {}

    /**
     * Returns {@code vector}, of which the compiler then knows the class: it need not have seen which class a method was called on to
     * inline it, and a vector is an object wherever a method of it is not.
     */
    static FloatVector exact(Object vector) {
        return EXACT.cast(vector);
    }

    /** Returns the bits of each lane. */
    static IntVector bits(FloatVector vector) {
        return EXACT_INTS.cast(vector.reinterpretShape(INTS, 0));
    }

    /** Returns the floats of these bits. */
    static FloatVector ofBits(IntVector bits) {
        return exact(bits.reinterpretShape(FLOATS, 0));
    }

    /** Returns each lane as a float. */
    static FloatVector numbers(IntVector integers) {
        return exact(integers.convertShape(VectorOperators.I2F, FLOATS, 0));
    }

    /** Returns a vector of equal lanes. */
    static FloatVector all(float value) {
        return exact(FloatVector.broadcast(FLOATS, value));
    }

    /** Returns the vector at {@code at} of {@code memory}, which are a view's {@link Floats#lanesAt} and {@link Floats#lanes}. */
    static FloatVector load(Object memory, long at) {
        assert inside(memory, at, FLOATS.length() * Float.BYTES);
        return VectorMemory.DIRECT ? DirectLanes.load(memory, at) : BufferLanes.load(memory, (int) at);
    }

    /** Returns the vector at element {@code at} of an array. */
    static FloatVector load(float[] array, int at) {
        return exact(FloatVector.fromArray(FLOATS, array, at));
    }

    /** Returns one unsigned byte a lane, as floats 0 to 255. */
    static FloatVector loadBytes(Object memory, long at) {
        assert inside(memory, at, BYTES.length());
        ByteVector bytes = EXACT_BYTES.cast(
                VectorMemory.DIRECT ? DirectLanes.loadBytes(memory, at) : BufferLanes.loadBytes(memory, (int) at));
        IntVector ints = EXACT_INTS.cast(bytes.convertShape(VectorOperators.B2I, INTS, 0));
        return numbers(ints.lanewise(VectorOperators.AND, 0xff));
    }

    static void store(FloatVector vector, Object memory, long at) {
        assert inside(memory, at, FLOATS.length() * Float.BYTES);
        if (VectorMemory.DIRECT) {
            DirectLanes.store(vector, memory, at);
        } else {
            BufferLanes.store(vector, memory, (int) at);
        }
    }

    /** Stores some lanes; the others keep what is there, which must belong to the same thread. */
    static void storeFirst(FloatVector vector, Object memory, long at, VectorMask<Float> lanes) {
        store(load(memory, at).blend(vector, lanes), memory, at);
    }

    /** What is read by address is checked by nobody else. */
    private static boolean inside(Object memory, long at, int bytes) {
        if (memory instanceof VectorMemory.Region region) {
            Objects.checkFromIndexSize(
                    at - region.address(), bytes, (long) region.bytes().capacity());
        }
        return true;
    }
}
