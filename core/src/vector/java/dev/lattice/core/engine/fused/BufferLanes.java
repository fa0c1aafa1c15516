package dev.lattice.core.engine.fused;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Loads and stores of vectors in native memory by the Vector API's own methods, compiled once for Java 17 and for 25.
 *
 * <p>The Vector API reached native memory through byte buffers first and through memory segments later; neither call
 * compiles on the other side. Whichever is there is looked up once; handles in static final fields are constants to the
 * compiler, and the vectors stay in registers on both.
 */
final class BufferLanes {

    private static final MethodHandle LOAD;
    private static final MethodHandle LOAD_BYTES;
    private static final MethodHandle STORE;

    static {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        try {
            Class<?> memory = VectorMemory.TYPE;
            Class<?> offset = VectorMemory.OFFSET;
            String kind = VectorMemory.KIND;
            LOAD = load(lookup, FloatVector.class, Lanes.FLOATS, "from" + kind, memory, offset);
            LOAD_BYTES = load(lookup, ByteVector.class, Lanes.BYTES, "from" + kind, memory, offset);
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

    private BufferLanes() {}

    static FloatVector load(Object memory, int byteOffset) {
        try {
            return (FloatVector) LOAD.invokeExact(memory, byteOffset);
        } catch (Throwable e) {
            throw Outlined.rethrown(e);
        }
    }

    static ByteVector loadBytes(Object memory, int byteOffset) {
        try {
            return (ByteVector) LOAD_BYTES.invokeExact(memory, byteOffset);
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
