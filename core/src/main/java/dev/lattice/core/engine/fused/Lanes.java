package dev.lattice.core.engine.fused;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

final class Lanes {
    static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final MethodHandle MEMORY;
    private static final MethodHandle LOAD;
    private static final MethodHandle STORE;

    static {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        try {
            Class<?> memory;
            Class<?> offset;
            String load, store;
            MethodHandle of;
            if (hasByteBuffer(lookup)) {
                memory = ByteBuffer.class;
                offset = int.class;
                load = "fromByteBuffer";
                store = "intoByteBuffer";
                of = MethodHandles.identity(ByteBuffer.class);
            } else {
                memory = Class.forName("java.lang.foreign.MemorySegment");
                offset = long.class;
                load = "fromMemorySegment";
                store = "intoMemorySegment";
                of = lookup.findStatic(memory, "ofBuffer", MethodType.methodType(memory, java.nio.Buffer.class));
            }
            MEMORY = of.asType(MethodType.methodType(Object.class, ByteBuffer.class));
            MethodHandle l = lookup.findStatic(FloatVector.class, load,
                    MethodType.methodType(FloatVector.class, VectorSpecies.class, memory, offset, ByteOrder.class));
            l = MethodHandles.insertArguments(l, 3, ByteOrder.nativeOrder());
            l = MethodHandles.insertArguments(l, 0, FLOATS);
            LOAD = l.asType(MethodType.methodType(FloatVector.class, Object.class, int.class));
            MethodHandle s = lookup.findVirtual(FloatVector.class, store,
                    MethodType.methodType(void.class, memory, offset, ByteOrder.class));
            s = MethodHandles.insertArguments(s, 3, ByteOrder.nativeOrder());
            STORE = s.asType(MethodType.methodType(void.class, FloatVector.class, Object.class, int.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    static boolean hasByteBuffer(MethodHandles.Lookup lookup) {
        try {
            lookup.findStatic(FloatVector.class, "fromByteBuffer",
                    MethodType.methodType(FloatVector.class, VectorSpecies.class, ByteBuffer.class, int.class, ByteOrder.class));
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    static Object memory(ByteBuffer b) {
        try { return (Object) MEMORY.invokeExact(b); } catch (Throwable t) { throw new AssertionError(t); }
    }

    static FloatVector load(Object memory, int byteOffset) {
        try {
            return (FloatVector) LOAD.invokeExact(memory, byteOffset);
        } catch (Throwable t) {
            throw sneaky(t);
        }
    }

    static void store(FloatVector v, Object memory, int byteOffset) {
        try {
            STORE.invokeExact(v, memory, byteOffset);
        } catch (Throwable t) {
            throw sneaky(t);
        }
    }
    private static RuntimeException sneaky(Throwable t) {
        if (t instanceof RuntimeException r) throw r;
        if (t instanceof Error r) throw r;
        return new IllegalStateException(t);
    }
}
