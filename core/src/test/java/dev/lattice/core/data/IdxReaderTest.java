package dev.lattice.core.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdxReaderTest {

    private static final byte[] IMAGES = TestFiles.images(3);
    private static final byte[] LABELS = TestFiles.labels(2, 0, 1);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void readsPixelsAndLabels(boolean gzip) throws IOException {
        Path images = TestFiles.write(folder, "i", gzip ? TestFiles.gzip(IMAGES) : IMAGES);
        Path labels = TestFiles.write(folder, "l", gzip ? TestFiles.gzip(LABELS) : LABELS);
        ImageSet set = IdxReader.read(images, labels);
        assertEquals(3, set.count());
        assertEquals(2, set.height());
        assertEquals(3, set.width());
        assertEquals(3, set.classes());
        assertEquals(2, set.label(0));
        assertEquals(25 / 255f, set.pixel(2, 5));
    }

    @Test
    void readsMoreThanOnePiece() throws IOException {
        byte[] body = new byte[3_000_000];
        body[2_999_999] = (byte) 255;
        Path images = TestFiles.write(folder, "i.gz", TestFiles.gzip(TestFiles.idx(2051, body, 3, 1000, 1000)));
        ImageSet set = IdxReader.read(images, TestFiles.write(folder, "l", LABELS));
        assertEquals(1f, set.pixel(2, 999_999));
        assertEquals(0f, set.pixel(2, 999_998));
    }

    static Stream<Arguments> brokenImages() {
        return Stream.concat(brokenHeaders(), brokenBodies());
    }

    private static Stream<Arguments> brokenHeaders() {
        return Stream.of(
                arguments("empty", new byte[0], "magic at byte 0", "ends at byte 0"),
                arguments("three bytes", Arrays.copyOf(IMAGES, 3), "magic at byte 0", "ends at byte 3"),
                arguments("header cut", Arrays.copyOf(IMAGES, 9), "size at byte 8", "ends at byte 9"),
                arguments("labels instead", LABELS, "magic must be 2051", "was 2049"),
                arguments("text", "<!DOCTYPE html>".getBytes(), "magic must be 2051", "was 1008813135"),
                arguments(
                        "no images",
                        TestFiles.idx(2051, new byte[0], 0, 28, 28),
                        "number of images must be 1 to",
                        "was 0 at byte 4"),
                arguments(
                        "negative count",
                        TestFiles.idx(2051, new byte[0], -5, 28, 28),
                        "number of images",
                        "was 4294967291"),
                arguments(
                        "no rows",
                        TestFiles.idx(2051, new byte[0], 1, 0, 28),
                        "image side must be 1 to 4096",
                        "was 0 at byte 8"),
                arguments(
                        "huge side",
                        TestFiles.idx(2051, new byte[9], 1, 3, 70000),
                        "image side must be 1 to 4096",
                        "was 70000 at byte 12"),
                arguments(
                        "huge count",
                        TestFiles.idx(2051, new byte[9], Integer.MAX_VALUE, 4096, 4096),
                        "promises 36028797002186768",
                        "has 25"),
                arguments(
                        "huge gz",
                        TestFiles.gzip(TestFiles.idx(2051, new byte[9], 60_000, 28, 28)),
                        "promises 47040016",
                        "compressed bytes cannot"));
    }

    private static Stream<Arguments> brokenBodies() {
        byte[] gz = TestFiles.gzip(IMAGES);
        byte[] flipped = gz.clone();
        flipped[gz.length - 6] ^= 0x55;
        byte[] noise = gz.clone();
        Arrays.fill(noise, 10, noise.length, (byte) 0xff);
        // 100 MB of nothing, which would fit into this file.
        byte[] bomb = new byte[150_000];
        new java.util.Random(1).nextBytes(bomb);
        java.nio.ByteBuffer.wrap(bomb).putInt(2051).putInt(100).putInt(1000).putInt(1000);
        return Stream.of(
                arguments("gz bomb", TestFiles.gzip(bomb), "at most 100 times its size", "promise 100000016"),
                arguments("short", Arrays.copyOf(IMAGES, IMAGES.length - 1), "promises 34 bytes", "has 33"),
                arguments(
                        "short gz",
                        TestFiles.gzip(Arrays.copyOf(IMAGES, 30)),
                        "promises 18 bytes of content",
                        "only 14 follow"),
                arguments(
                        "trailing",
                        Arrays.copyOf(IMAGES, IMAGES.length + 2),
                        "must end after the 18 bytes",
                        "at byte 34"),
                arguments(
                        "trailing gz",
                        TestFiles.gzip(Arrays.copyOf(IMAGES, 40)),
                        "must end after the 18 bytes",
                        "at byte 34"),
                arguments("gz cut in header", Arrays.copyOf(gz, 5), "truncated or corrupt", "after 0 bytes"),
                arguments("gz cut", Arrays.copyOf(gz, 20), "truncated or corrupt", "bytes of content"),
                arguments(
                        "gz without trailer",
                        Arrays.copyOf(gz, gz.length - 8),
                        "truncated or corrupt",
                        "after 34 bytes"),
                arguments("gz checksum", flipped, "truncated or corrupt", "Corrupt GZIP trailer"),
                arguments("gz noise", noise, "truncated or corrupt", "after 0 bytes"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenImages")
    void refusesBrokenFilesInOneLine(String name, byte[] content, String rule, String value) throws IOException {
        Path images = TestFiles.write(folder, "broken-images", content);
        Path labels = TestFiles.write(folder, "l", LABELS);
        String message = assertThrows(DataFormatException.class, () -> IdxReader.read(images, labels))
                .getMessage();
        assertTrue(message.contains("broken-images"), message);
        assertTrue(message.contains(rule), message);
        assertTrue(message.contains(value), message);
        assertFalse(message.contains("\n"), message);
    }

    static Stream<Arguments> brokenLabels() {
        return Stream.of(
                arguments("images instead", IMAGES, 0, "magic must be 2049", "was 2051"),
                arguments("too few", TestFiles.labels(1, 2), 0, "each of the 3 images", "holds 2 labels"),
                arguments("too many", TestFiles.labels(1, 2, 0, 0), 0, "each of the 3 images", "holds 4 labels"),
                arguments("out of range", TestFiles.labels(9, 10, 0), 10, "must be 0 to 9", "label 1 (byte 9) was 10"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenLabels")
    void refusesLabelsThatDoNotFit(String name, byte[] content, int classes, String rule, String value)
            throws IOException {
        Path images = TestFiles.write(folder, "i", IMAGES);
        Path labels = TestFiles.write(folder, "broken-labels", content);
        String message = assertThrows(DataFormatException.class, () -> IdxReader.read(images, labels, classes))
                .getMessage();
        assertTrue(message.contains("broken-labels"), message);
        assertTrue(message.contains(rule), message);
        assertTrue(message.contains(value), message);
    }

    @Test
    void namesAMissingFile() {
        Path missing = folder.resolve("nowhere");
        String message = assertThrows(DataFormatException.class, () -> IdxReader.read(missing, missing))
                .getMessage();
        assertEquals(missing + ": no such file", message);
    }
}
