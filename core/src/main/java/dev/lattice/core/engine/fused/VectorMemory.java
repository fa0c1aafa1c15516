package dev.lattice.core.engine.fused;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.bytedeco.javacpp.BytePointer;

/**
 * What the Vector API of this Java reads native memory through: addresses, where Java was started with
 * {@code --add-exports java.base/jdk.internal.vm.vector=ALL-UNNAMED}; else the byte buffer itself in the older ones, a memory segment
 * over it in the newer. Only touched once vector kernels are in use.
 */
final class VectorMemory {

    private static final Logger LOG = LogManager.getLogger(VectorMemory.class);

    /** The package whose loads and stores the compiler knows; the public ones look the buffer's address up for each vector. */
    static final String SUPPORT = "jdk.internal.vm.vector";

    /** Whether memory is read by address. */
    static final boolean DIRECT = readsAddresses();

    /** Ends the names of the Vector API's methods: {@code fromByteBuffer}, {@code fromMemorySegment}. */
    static final String KIND = readsByteBuffers() ? "ByteBuffer" : "MemorySegment";

    /** The type of the memory argument of these methods. */
    static final Class<?> TYPE = type();

    /** The type of their offset argument. */
    static final Class<?> OFFSET = TYPE == ByteBuffer.class ? int.class : long.class;

    private static final MethodHandle VIEW = view();

    private VectorMemory() {}

    /**
     * Native memory by its address.
     *
     * @param bytes the memory, which this keeps reachable
     * @param address of the first byte
     */
    record Region(ByteBuffer bytes, long address) {

        /** Returns the offset of the byte at an address of which the low 32 bits are known. */
        int offset(long at) {
            return (int) at - (int) address;
        }
    }

    /** Returns what the loads and stores take for {@code bytes}; it keeps the buffer reachable. */
    static Object of(ByteBuffer bytes) {
        if (DIRECT) {
            return new Region(bytes, new BytePointer(bytes).address());
        }
        try {
            return (Object) VIEW.invokeExact(bytes);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns where the first byte of {@code memory} is, as the loads and stores count. */
    static long start(Object memory) {
        return memory instanceof Region region ? region.address() : 0;
    }

    private static boolean readsAddresses() {
        if (!Object.class.getModule().isExported(SUPPORT, VectorMemory.class.getModule())) {
            return false;
        }
        try {
            // Not named in code, as below. What is not public may be otherwise in another Java.
            Class.forName(VectorMemory.class.getPackageName() + ".DirectLanes");
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            LOG.info("vectors through buffers: {}", String.valueOf(e.getCause()));
            return false;
        }
    }

    private static boolean readsByteBuffers() {
        try {
            // Not named in code: this class is compiled without the module.
            Class<?> vectors = Class.forName("jdk.incubator.vector.FloatVector");
            return Arrays.stream(vectors.getMethods()).anyMatch(m -> m.getName().equals("fromByteBuffer"));
        } catch (ClassNotFoundException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static Class<?> type() {
        try {
            return KIND.equals("ByteBuffer") ? ByteBuffer.class : Class.forName("java.lang.foreign.MemorySegment");
        } catch (ClassNotFoundException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static MethodHandle view() {
        try {
            MethodHandle view = TYPE == ByteBuffer.class
                    ? MethodHandles.identity(ByteBuffer.class)
                    : MethodHandles.lookup().findStatic(TYPE, "ofBuffer", MethodType.methodType(TYPE, Buffer.class));
            return view.asType(MethodType.methodType(Object.class, ByteBuffer.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
