package dev.lattice.experiments.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Makes hostile files out of good ones: the input with a number is always the same. */
final class Mutator {

    /** Numbers that readers get wrong: none, negative, almost too many to add or multiply, too many. */
    private static final int[] NUMBERS = {0, -1, 1, 255, 4096, 1 << 24, 1 << 30, Integer.MAX_VALUE, Integer.MIN_VALUE};

    private static final List<String> WORDS = List.of(
            "-1",
            "0",
            "NaN",
            ".inf",
            "1e999",
            "999999999999",
            "null",
            "[",
            "]",
            "{",
            "}",
            "\"",
            "'",
            ",",
            ":",
            "\n",
            "\r",
            "- ",
            "? ",
            "!!java.io.File ",
            "&a ",
            "*a ",
            "<<: ",
            "..",
            "/",
            "\u0000",
            "\ufeff",
            "\ud83d\ude00",
            "# ",
            "| ");

    private final List<byte[]> seeds;

    Mutator(List<byte[]> seeds) {
        this.seeds = seeds;
    }

    /** Returns the input with a number; the first ones are the good files. */
    byte[] input(int number) {
        if (number < seeds.size()) {
            return seeds.get(number);
        }
        SplittableRandom random = new SplittableRandom(number);
        byte[] bytes = seeds.get(random.nextInt(seeds.size())).clone();
        for (int change = 1 + random.nextInt(4); change > 0; change--) {
            bytes = changed(bytes, random);
        }
        return bytes;
    }

    private byte[] changed(byte[] bytes, SplittableRandom random) {
        if (bytes.length == 0) {
            return WORDS.get(random.nextInt(WORDS.size())).getBytes(StandardCharsets.UTF_8);
        }
        int at = position(bytes.length, random);
        int length = 1 + random.nextInt(Math.min(64, bytes.length - at));
        return switch (random.nextInt(8)) {
            case 0 -> with(bytes, at, new byte[] {(byte) random.nextInt(256)});
            case 1 -> with(bytes, at, new byte[] {(byte) (bytes[at] ^ 1 << random.nextInt(8))});
            case 2, 3 -> with(bytes, at, number(random));
            case 4 -> Arrays.copyOf(bytes, at);
            case 5 -> joined(bytes, at, WORDS.get(random.nextInt(WORDS.size())).getBytes(StandardCharsets.UTF_8), at);
            case 6 -> joined(bytes, at, new byte[0], at + length);
            default -> {
                // A piece of another file, or of this one, once more.
                byte[] other = seeds.get(random.nextInt(seeds.size()));
                int from = other.length == 0 ? 0 : random.nextInt(other.length);
                yield joined(bytes, at, Arrays.copyOfRange(other, from, Math.min(other.length, from + length)), at);
            }
        };
    }

    // Headers are at the beginning, and are where lengths are.
    private static int position(int length, SplittableRandom random) {
        return random.nextInt(random.nextBoolean() ? length : Math.min(length, 64));
    }

    private static byte[] number(SplittableRandom random) {
        ByteBuffer buffer = ByteBuffer.allocate(random.nextBoolean() ? Integer.BYTES : Long.BYTES)
                .order(random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        int value = NUMBERS[random.nextInt(NUMBERS.length)];
        return (buffer.capacity() == Integer.BYTES ? buffer.putInt(value) : buffer.putLong(value)).array();
    }

    private static byte[] with(byte[] bytes, int at, byte[] over) {
        byte[] result = bytes.clone();
        System.arraycopy(over, 0, result, at, Math.min(over.length, bytes.length - at));
        return result;
    }

    private static byte[] joined(byte[] bytes, int upTo, byte[] between, int from) {
        return ByteBuffer.allocate(upTo + between.length + bytes.length - from)
                .put(bytes, 0, upTo)
                .put(between)
                .put(bytes, from, bytes.length - from)
                .array();
    }
}
