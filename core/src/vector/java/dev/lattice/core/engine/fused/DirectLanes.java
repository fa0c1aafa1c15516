package dev.lattice.core.engine.fused;

import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorSpecies;
import org.bytedeco.javacpp.BytePointer;

/**
 * Loads and stores of vectors by address, from the functions that the compiler replaces by an instruction each.
 *
 * <p>The public ones come to the same functions by way of a buffer, whose address they read anew for each vector, since for all the
 * compiler knows the vector before has overwritten it: three more loads, a test and a branch, and several times the code to compile.
 * Addresses are not checked, except by assertions; the kernels check their operands.
 */
final class DirectLanes {

    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
    private static final int LANES = Lanes.FLOATS.length();

    private static final MethodHandle LOAD;
    private static final MethodHandle LOAD_BYTES;
    private static final MethodHandle STORE;

    static {
        MethodType load = MethodType.methodType(Object.class, Object.class, long.class);
        try {
            LOAD = load(Lanes.FLOATS, "loadFloats").asType(load);
            LOAD_BYTES = load(Lanes.BYTES, "loadBytes").asType(load.changeReturnType(ByteVector.class));
            STORE = store(Lanes.FLOATS, "storeFloats")
                    .asType(MethodType.methodType(void.class, Object.class, long.class, FloatVector.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
        check();
    }

    private DirectLanes() {}

    /** Throws if this Java's functions are not what they were in those that this is made for. */
    private static void check() {
        int size = LANES * Float.BYTES;
        ByteBuffer bytes = ByteBuffer.allocateDirect(2 * size).order(ByteOrder.nativeOrder());
        for (int i = 0; i < LANES; i++) {
            bytes.putFloat(i * Float.BYTES, i + 1f);
        }
        VectorMemory.Region region = new VectorMemory.Region(bytes, new BytePointer(bytes).address());
        store(load(region, region.address()), region, region.address() + size);
        for (int i = 0; i < size; i++) {
            if (bytes.get(size + i) != bytes.get(i)) {
                throw new IllegalStateException("vectors by address come out otherwise");
            }
        }
    }

    static FloatVector load(Object region, long address) {
        try {
            return Lanes.exact((Object) LOAD.invokeExact(region, address));
        } catch (Throwable e) {
            throw Outlined.rethrown(e);
        }
    }

    static ByteVector loadBytes(Object region, long address) {
        try {
            return (ByteVector) LOAD_BYTES.invokeExact(region, address);
        } catch (Throwable e) {
            throw Outlined.rethrown(e);
        }
    }

    static void store(FloatVector vector, Object region, long address) {
        // What leaves a loop might be null or of another shape for all the compiler knows, which would then call the
        // slow operation.
        FloatVector known = Lanes.exact(Objects.requireNonNull(vector));
        try {
            STORE.invokeExact(region, address, known);
        } catch (Throwable e) {
            throw Outlined.rethrown(e);
        }
    }

    /** Returns a handle {@code (Object region, long address) Vector}; {@code slow} is the name of what does the same uncompiled. */
    private static MethodHandle load(VectorSpecies<?> species, String slow) throws ReflectiveOperationException {
        MethodHandle load = LOOKUP.unreflect(support("load"));
        Class<?> operation = last(load.type());
        MethodHandle bound = MethodHandles.insertArguments(
                load, load.type().parameterCount() - 2, species, operation(operation, Object.class, slow));
        return byAddress(bound, 4, species);
    }

    /** Returns a handle {@code (Object region, long address, Vector) void}. */
    private static MethodHandle store(VectorSpecies<?> species, String slow) throws ReflectiveOperationException {
        MethodHandle store = LOOKUP.unreflect(support("store"));
        int last = store.type().parameterCount() - 1;
        Object operation = operation(last(store.type()), void.class, slow);
        // The vector is the last argument but three: it goes to the end.
        MethodHandle bound = MethodHandles.insertArguments(store, last, operation);
        int vector = last - 3;
        int[] order = IntStream.range(0, last)
                .map(i -> i < vector ? i : i == vector ? last - 1 : i - 1)
                .toArray();
        MethodType moved = bound.type()
                .dropParameterTypes(vector, vector + 1)
                .appendParameterTypes(bound.type().parameterType(vector));
        return byAddress(MethodHandles.permuteArguments(bound, moved, order), 4, species);
    }

    /** Binds what comes before the address, which it is given as the index too, and the mark that newer ones take between the two. */
    private static MethodHandle byAddress(MethodHandle access, int address, VectorSpecies<?> species) {
        MethodHandle bound = access;
        if (bound.type().parameterType(address + 1) == boolean.class) {
            bound = MethodHandles.insertArguments(bound, address + 1, true);
        }
        bound = MethodHandles.insertArguments(
                bound, 0, species.vectorType(), species.elementType(), species.length(), null);
        // (address, region, index, …): older ones take the low half of the index.
        MethodType wide = bound.type().changeParameterType(2, long.class);
        int[] order = IntStream.range(0, wide.parameterCount())
                .map(i -> i == 1 ? 0 : i == 0 || i == 2 ? 1 : i - 1)
                .toArray();
        MethodType named = wide.dropParameterTypes(0, 2).insertParameterTypes(0, Object.class);
        return MethodHandles.permuteArguments(MethodHandles.explicitCastArguments(bound, wide), named, order);
    }

    private static Method support(String name) throws ClassNotFoundException {
        return Arrays.stream(
                        Class.forName(VectorMemory.SUPPORT + ".VectorSupport").getMethods())
                .filter(m -> m.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no `" + name + "` in this Java's vector support"));
    }

    private static Class<?> last(MethodType type) {
        return type.parameterType(type.parameterCount() - 1);
    }

    /** Returns an object of the functional interface {@code type} that calls {@code name} of this class. */
    private static Object operation(Class<?> type, Class<?> returned, String name) throws ReflectiveOperationException {
        Method only = Arrays.stream(type.getMethods())
                .filter(m -> Modifier.isAbstract(m.getModifiers()))
                .findFirst()
                .orElseThrow();
        MethodType erased = MethodType.methodType(only.getReturnType(), only.getParameterTypes());
        MethodHandle slow = LOOKUP.findStatic(
                DirectLanes.class, name, MethodType.methodType(returned, Object.class, long.class, Object.class));
        try {
            return LambdaMetafactory.metafactory(
                            LOOKUP, only.getName(), MethodType.methodType(type), erased, slow, erased)
                    .getTarget()
                    .invoke();
        } catch (Throwable e) {
            throw Outlined.rethrown(e);
        }
    }

    private static Object loadFloats(Object memory, long at, Object species) {
        VectorMemory.Region region = (VectorMemory.Region) memory;
        float[] lanes = new float[LANES];
        for (int i = 0, from = region.offset(at); i < LANES; i++) {
            lanes[i] = region.bytes().getFloat(from + i * Float.BYTES);
        }
        return FloatVector.fromArray(Lanes.FLOATS, lanes, 0);
    }

    private static Object loadBytes(Object memory, long at, Object species) {
        VectorMemory.Region region = (VectorMemory.Region) memory;
        byte[] lanes = new byte[Lanes.BYTES.length()];
        for (int i = 0, from = region.offset(at); i < lanes.length; i++) {
            lanes[i] = region.bytes().get(from + i);
        }
        return ByteVector.fromArray(Lanes.BYTES, lanes, 0);
    }

    private static void storeFloats(Object memory, long at, Object vector) {
        VectorMemory.Region region = (VectorMemory.Region) memory;
        float[] lanes = ((FloatVector) (Vector<?>) vector).toArray();
        for (int i = 0, to = region.offset(at); i < LANES; i++) {
            region.bytes().putFloat(to + i * Float.BYTES, lanes[i]);
        }
    }
}
