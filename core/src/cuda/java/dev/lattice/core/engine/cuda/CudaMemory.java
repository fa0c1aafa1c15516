package dev.lattice.core.engine.cuda;

import static org.bytedeco.cuda.global.cudart.cuMemAlloc;
import static org.bytedeco.cuda.global.cudart.cuMemFree;
import static org.bytedeco.cuda.global.cudart.cuMemcpyDtoH;
import static org.bytedeco.cuda.global.cudart.cuMemcpyHtoD;
import static org.bytedeco.cuda.global.cudart.cuMemsetD8;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;

/** The memory of one pack on a card: blocks that are freed together. Addresses are the card's. */
final class CudaMemory implements AutoCloseable {

    private final List<Long> blocks = new ArrayList<>();

    /**
     * Returns a new block of zeros.
     *
     * @throws OutOfMemoryError if the card has too little
     */
    long allocate(long bytes) {
        long[] address = new long[1];
        // A block of nothing would be an error.
        CudaCard.check("cuMemAlloc of " + bytes + " bytes", cuMemAlloc(address, Math.max(1, bytes)));
        blocks.add(address[0]);
        CudaCard.check("cuMemsetD8", cuMemsetD8(address[0], (byte) 0, Math.max(1, bytes)));
        return address[0];
    }

    long of(long... values) {
        long address = allocate((long) Long.BYTES * values.length);
        put(address, values);
        return address;
    }

    long of(int... values) {
        long address = allocate((long) Integer.BYTES * values.length);
        put(address, values);
        return address;
    }

    static void put(long address, long... values) {
        try (LongPointer host = new LongPointer(values)) {
            copy(address, host, (long) Long.BYTES * values.length);
        }
    }

    static void put(long address, int... values) {
        try (IntPointer host = new IntPointer(values)) {
            copy(address, host, (long) Integer.BYTES * values.length);
        }
    }

    static void put(long address, float... values) {
        try (FloatPointer host = new FloatPointer(values)) {
            copy(address, host, (long) Float.BYTES * values.length);
        }
    }

    static void put(long address, double... values) {
        try (DoublePointer host = new DoublePointer(values)) {
            copy(address, host, (long) Double.BYTES * values.length);
        }
    }

    static void put(long address, byte... values) {
        try (BytePointer host = new BytePointer(values)) {
            copy(address, host, values.length);
        }
    }

    private static void copy(long address, Pointer host, long bytes) {
        if (bytes > 0) {
            CudaCard.check("cuMemcpyHtoD", cuMemcpyHtoD(address, host, bytes));
        }
    }

    static float[] floats(long address, int count) {
        float[] values = new float[count];
        if (count > 0) {
            try (FloatPointer host = new FloatPointer(count)) {
                CudaCard.check("cuMemcpyDtoH", cuMemcpyDtoH(host, address, (long) Float.BYTES * count));
                host.get(values);
            }
        }
        return values;
    }

    static double[] doubles(long address, int count) {
        double[] values = new double[count];
        try (DoublePointer host = new DoublePointer(count)) {
            CudaCard.check("cuMemcpyDtoH", cuMemcpyDtoH(host, address, (long) Double.BYTES * count));
            host.get(values);
        }
        return values;
    }

    static int[] ints(long address, int count) {
        int[] values = new int[count];
        try (IntPointer host = new IntPointer(count)) {
            CudaCard.check("cuMemcpyDtoH", cuMemcpyDtoH(host, address, (long) Integer.BYTES * count));
            host.get(values);
        }
        return values;
    }

    @Override
    public void close() {
        blocks.forEach(address -> CudaCard.check("cuMemFree", cuMemFree(address)));
        blocks.clear();
    }
}
