package dev.lattice.search.store;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
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

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    byte[] bytes() {
        return out.toByteArray();
    }

    Encoder oneByte(int value) {
        out.write(value);
        return this;
    }

    Encoder flag(boolean value) {
        return oneByte(value ? 1 : 0);
    }

    /** Zigzag, then seven bits a byte: small numbers of either sign take one byte. */
    Encoder number(long value) {
        long rest = (value << 1) ^ (value >> 63);
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.write((int) rest);
        return this;
    }

    /** Raw bits, so that NaN and -0.0 come back as they were. */
    Encoder real(double value) {
        out.writeBytes(ByteBuffer.allocate(Double.BYTES)
                .putLong(Double.doubleToRawLongBits(value))
                .array());
        return this;
    }

    Encoder text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        number(utf8.length);
        out.writeBytes(utf8);
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
}
