package dev.lattice.search.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Writes primitive values compactly: variable-length integers, raw double bits, length-prefixed UTF-8. */
final class Encoder {

    static final byte NULL = 0;
    static final byte FALSE = 1;
    static final byte TRUE = 2;
    static final byte INT = 3;
    static final byte LONG = 4;
    static final byte DOUBLE = 5;
    static final byte TEXT = 6;
    static final byte LIST = 7;
    static final byte MAP = 8;

    /** A number of 64 bits, seven in a byte. */
    private static final int MOST_NUMBER = 10;

    // A process that has just started runs this before it is compiled, so it is plain: no stream, no buffer for each
    // number.
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private byte[] out = new byte[512];
    private int size;

    byte[] bytes() {
        return Arrays.copyOf(out, size);
    }

    Encoder oneByte(int value) {
        room(1);
        out[size++] = (byte) value;
        return this;
    }

    Encoder flag(boolean value) {
        return oneByte(value ? 1 : 0);
    }

    /** Zigzag, then seven bits a byte: small numbers of either sign take one byte. */
    Encoder number(long value) {
        long rest = (value << 1) ^ (value >> 63);
        room(MOST_NUMBER);
        while ((rest & ~0x7fL) != 0) {
            out[size++] = (byte) (rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        out[size++] = (byte) rest;
        return this;
    }

    /** Raw bits, so that NaN and -0.0 come back as they were. */
    Encoder real(double value) {
        room(Double.BYTES);
        LONGS.set(out, size, Double.doubleToRawLongBits(value));
        size += Double.BYTES;
        return this;
    }

    Encoder text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        number(utf8.length);
        room(utf8.length);
        System.arraycopy(utf8, 0, out, size, utf8.length);
        size += utf8.length;
        return this;
    }

    Encoder instant(Instant value) {
        return number(value.getEpochSecond()).number(value.getNano());
    }

    /** A value of an experiment file with its type. */
    Encoder value(Object value) {
        if (value == null) {
            return oneByte(NULL);
        } else if (value instanceof Boolean b) {
            return oneByte(b ? TRUE : FALSE);
        } else if (value instanceof Integer i) {
            return oneByte(INT).number(i);
        } else if (value instanceof Long l) {
            return oneByte(LONG).number(l);
        } else if (value instanceof Double d) {
            return oneByte(DOUBLE).real(d);
        } else if (value instanceof String s) {
            return oneByte(TEXT).text(s);
        } else if (value instanceof List<?> list) {
            oneByte(LIST).number(list.size());
            list.forEach(this::value);
            return this;
        } else if (value instanceof Map<?, ?> map) {
            oneByte(MAP);
            return map(map);
        }
        throw new IllegalArgumentException(
                "cannot record a value of type " + value.getClass().getName() + ": " + value);
    }

    Encoder map(Map<?, ?> map) {
        number(map.size());
        map.forEach((key, value) -> {
            text(key.toString());
            value(value);
        });
        return this;
    }

    private void room(int bytes) {
        if (out.length - size < bytes) {
            out = Arrays.copyOf(out, Math.max(2 * out.length, size + bytes));
        }
    }
}
