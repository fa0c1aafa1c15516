package dev.lattice.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import javax.imageio.ImageIO;

/** What is done to a user's files before a command reads them. */
interface Damage {

    /** Does it to the files in a folder. */
    void to(Path folder) throws IOException;

    /** Does nothing. */
    static Damage none() {
        return f -> {};
    }

    /** Writes a file of this text. */
    static Damage text(String file, String text) {
        return bytes(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a file of these bytes. */
    static Damage bytes(String file, int... bytes) {
        byte[] all = new byte[bytes.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) bytes[i];
        }
        return bytes(file, all);
    }

    private static Damage bytes(String file, byte[] bytes) {
        return f -> {
            Files.createDirectories(f.resolve(file).getParent());
            Files.write(f.resolve(file), bytes);
        };
    }

    private static Damage changed(String file, UnaryOperator<byte[]> change) {
        return f -> Files.write(f.resolve(file), change.apply(Files.readAllBytes(f.resolve(file))));
    }

    /** Keeps so many bytes of a file, or fills it up with zeros. */
    static Damage cut(String file, int length) {
        return changed(file, bytes -> Arrays.copyOf(bytes, length));
    }

    /** Changes a bit of a byte. */
    static Damage flip(String file, int at) {
        return changed(file, bytes -> {
            bytes[at] ^= 4;
            return bytes;
        });
    }

    /** Writes a big-endian number into a file. */
    static Damage number(String file, int at, int value) {
        return changed(file, bytes -> ByteBuffer.wrap(bytes).putInt(at, value).array());
    }

    /** With a header that says so, as a later release would write it. */
    static Damage later(String log) {
        return changed(log, bytes -> {
            bytes[7] = 9;
            CRC32C crc = new CRC32C();
            crc.update(bytes, 0, 8);
            return ByteBuffer.wrap(bytes).putInt(8, (int) crc.getValue()).array();
        });
    }

    /** Writes the length of a safetensors header. */
    static Damage header(String file, long length) {
        return changed(
                file,
                bytes -> ByteBuffer.wrap(bytes)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(0, length)
                        .array());
    }

    /** Replaces the first of a text; the rest stays, byte for byte. */
    static Damage edit(String file, String old, String by) {
        return changed(file, bytes -> {
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            assertTrue(text.contains(old), file + " has no " + old);
            int at = text.indexOf(old);
            return (text.substring(0, at) + by + text.substring(at + old.length()))
                    .getBytes(StandardCharsets.ISO_8859_1);
        });
    }

    /** Makes a file so long, without writing all of it. */
    static Damage grown(String file, long length) {
        return f -> {
            try (var channel = Files.newByteChannel(f.resolve(file), StandardOpenOption.WRITE)) {
                channel.position(length - 1).write(ByteBuffer.allocate(1));
            }
        };
    }

    /** Writes two pictures of a class and changes the bytes of one. */
    static Damage picture(Consumer<byte[]> change) {
        return f -> {
            Path folder = Files.createDirectories(f.resolve("pictures/0"));
            for (String name : new String[] {"one", "two"}) {
                var image = new BufferedImage(4, 4, BufferedImage.TYPE_BYTE_GRAY);
                ImageIO.write(image, "png", folder.resolve(name + ".png").toFile());
            }
            byte[] bytes = Files.readAllBytes(folder.resolve("one.png"));
            change.accept(bytes);
            Files.write(folder.resolve("one.png"), bytes);
        };
    }

    /** Makes a PNG say that it is 50 million pixels wide, with the right checksum. */
    static void wide(byte[] png) {
        CRC32 crc = new CRC32();
        crc.update(ByteBuffer.wrap(png).putInt(16, 50_000_000).array(), 12, 17);
        ByteBuffer.wrap(png).putInt(29, (int) crc.getValue());
    }
}
