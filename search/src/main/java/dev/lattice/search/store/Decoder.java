package dev.lattice.search.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what {@link Encoder} wrote. Never allocates more than the bytes at hand can hold, whatever they say. */
final class Decoder {

    /** Experiment values are a few levels deep; more is no file of ours. */
    private static final int MOST_DEPTH = 16;

    private static final int MOST_SHOWN = 40;

    private final ByteBuffer in;

    Decoder(byte[] bytes) {
        in = ByteBuffer.wrap(bytes);
    }

    boolean atEnd() {
        return !in.hasRemaining();
    }

    int oneByte() {
        need(1);
        return in.get();
    }

    boolean flag() {
        int value = oneByte();
        if (value != 0 && value != 1) {
            throw corrupt("a flag is " + value);
        }
        return value == 1;
    }

    long number() {
        long bits = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int part = oneByte();
            bits |= (long) (part & 0x7f) << shift;
            if (part >= 0) {
                return (bits >>> 1) ^ -(bits & 1);
            }
        }
        throw corrupt("a number has no end");
    }

    int whole() {
        long value = number();
        if (value != (int) value) {
            throw corrupt("the number " + value + " is too large");
        }
        return (int) value;
    }

    /** Returns the number of elements that follow, each of at least {@code bytes} bytes. */
    int count(int bytes) {
        long value = number();
        if (value < 0 || value > in.remaining() / bytes) {
            throw corrupt("a list of " + value + " elements does not fit");
        }
        return (int) value;
    }

    double real() {
        need(Double.BYTES);
        return Double.longBitsToDouble(in.getLong());
    }

    String text() {
        byte[] utf8 = new byte[count(1)];
        in.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    Instant instant() {
        try {
            return Instant.ofEpochSecond(number(), whole());
        } catch (DateTimeException | ArithmeticException e) {
            throw new StoreException(StoreException.Code.CORRUPT, "a record of the study is damaged: no such time", e);
        }
    }

    Object value() {
        return value(0);
    }

    Map<String, Object> map() {
        return map(0);
    }

    /** Returns the constant with a name. */
    <E extends Enum<E>> E constant(Class<E> type) {
        String name = text();
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(name)) {
                return constant;
            }
        }
        throw corrupt("'" + printable(name) + "' is no " + type.getSimpleName());
    }

    /** A damaged text may be anything, and goes to a terminal. */
    private static String printable(String text) {
        String clean = text.replaceAll("\\p{Cc}|\\ufffd", "?");
        return clean.length() <= MOST_SHOWN ? clean : clean.substring(0, MOST_SHOWN) + "…";
    }

    static StoreException corrupt(String what) {
        return new StoreException(StoreException.Code.CORRUPT, "a record of the study is damaged: " + what);
    }

    private Object value(int depth) {
        if (depth > MOST_DEPTH) {
            throw corrupt("values are nested too deep");
        }
        int tag = oneByte();
        return switch (tag) {
            case Encoder.NULL -> null;
            case Encoder.FALSE -> false;
            case Encoder.TRUE -> true;
            case Encoder.INT -> whole();
            case Encoder.LONG -> number();
            case Encoder.DOUBLE -> real();
            case Encoder.TEXT -> text();
            case Encoder.LIST -> list(depth);
            case Encoder.MAP -> map(depth + 1);
            default -> throw corrupt("a value has the type " + tag);
        };
    }

    private List<Object> list(int depth) {
        int size = count(1);
        List<Object> values = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            values.add(value(depth + 1));
        }
        return values;
    }

    private Map<String, Object> map(int depth) {
        int size = count(2);
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            values.put(text(), value(depth));
        }
        return values;
    }

    private void need(int bytes) {
        if (in.remaining() < bytes) {
            throw corrupt("it ends too early");
        }
    }
}
