package dev.lattice.core.engine.fused;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Loads and stores of vectors in native memory, compiled once for Java 17 and for 25.
 *
 * <p>The Vector API reached native memory through byte buffers first and through memory segments later; neither call
 * compiles on the other side. Whichever is there is looked up once; handles in static final fields are constants to the
 * compiler, and the vectors stay in registers on both.
 */
final class Lanes {

    /** The widest vectors of this machine. */
    static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    // A quarter of the width: as many bytes as there are lanes. Shapes start at 64 bits.
    private static final VectorSpecies<Byte> BYTES =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, FLOATS.vectorBitSize() / 4)));

    private static final MethodHandle LOAD;
    private static final MethodHandle LOAD_BYTES;
    private static final MethodHandle STORE;

    static {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        try {
            Class<?> memory = VectorMemory.TYPE;
            Class<?> offset = VectorMemory.OFFSET;
            String kind = VectorMemory.KIND;
            LOAD = load(lookup, FloatVector.class, FLOATS, "from" + kind, memory, offset);
            LOAD_BYTES = load(lookup, ByteVector.class, BYTES, "from" + kind, memory, offset);
            MethodHandle store = lookup.findVirtual(
                    FloatVector.class,
                    "into" + kind,
                    MethodType.methodType(void.class, memory, offset, ByteOrder.class));
            STORE = MethodHandles.insertArguments(store, 3, ByteOrder.nativeOrder())
                    .asType(MethodType.methodType(void.class, FloatVector.class, Object.class, int.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private Lanes() {}

    static FloatVector load(Object memory, int byteOffset) {
        try {
            return (FloatVector) LOAD.invokeExact(memory, byteOffset);
        } catch (Throwable e) {
            throw Outlined.rethrown(e);
        }
    }

    /** Returns one unsigned byte a lane, as floats 0 to 255. */
    static FloatVector loadBytes(Object memory, int byteOffset) {
        try {
            ByteVector bytes = (ByteVector) LOAD_BYTES.invokeExact(memory, byteOffset);
            IntVector ints = (IntVector) bytes.convertShape(VectorOperators.B2I, INTS, 0);
            return (FloatVector) ints.lanewise(VectorOperators.AND, 0xff).convert(VectorOperators.I2F, 0);
        } catch (Throwable e) {
            throw Outlined.rethrown(e);
        }
    }

    static void store(FloatVector vector, Object memory, int byteOffset) {
        try {
            STORE.invokeExact(vector, memory, byteOffset);
        } catch (Throwable e) {
            throw Outlined.rethrown(e);
        }
    }

    private static MethodHandle load(
            MethodHandles.Lookup lookup,
            Class<?> vector,
            VectorSpecies<?> species,
            String name,
            Class<?> memory,
            Class<?> offset)
            throws ReflectiveOperationException {
        MethodHandle load = lookup.findStatic(
                vector, name, MethodType.methodType(vector, VectorSpecies.class, memory, offset, ByteOrder.class));
        load = MethodHandles.insertArguments(load, 3, ByteOrder.nativeOrder());
        return MethodHandles.insertArguments(load, 0, species)
                .asType(MethodType.methodType(vector, Object.class, int.class));
    }
}
