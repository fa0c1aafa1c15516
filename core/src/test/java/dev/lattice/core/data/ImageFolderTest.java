package dev.lattice.core.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.random.CounterRandom;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFolderTest {

    @TempDir
    Path folder;

    @Test
    void numbersClassesByNameAndKeepsACommonSize() throws IOException {
        grey("cat/b.png", 5, 4, 128);
        grey("cat/a.png", 5, 4, 7);
        grey("ant/z.bmp", 5, 4, 255);
        TestFiles.write(folder, "cat/.hidden.png", new byte[1]);
        TestFiles.write(folder, "cat/notes.txt", new byte[1]);
        ImageFolder images = ImageFolder.scan(folder);
        assertEquals(List.of("ant", "cat"), images.classNames());
        ImageSet set = images.read(images.commonSize());
        assertEquals(3, set.count());
        assertEquals(5, set.height());
        assertEquals(4, set.width());
        assertEquals(0, set.label(0));
        assertEquals(1f, set.pixel(0, 19));
        assertEquals(7 / 255f, set.pixel(1, 0));
        assertEquals(128 / 255f, set.pixel(2, 0));
    }

    @Test
    void scalesImagesOfDifferentSizes() throws IOException {
        grey("a/1.png", 56, 56, 100);
        grey("a/2.png", 28, 28, 50);
        grey("a/3.png", 10, 31, 25);
        ImageFolder images = ImageFolder.scan(folder);
        ImageSet set = images.read(images.commonSize());
        assertEquals(28, set.height());
        for (int p = 0; p < 784; p++) {
            assertEquals(100 / 255f, set.pixel(0, p));
            assertEquals(50 / 255f, set.pixel(1, p));
            assertEquals(25 / 255f, set.pixel(2, p));
        }
    }

    @Test
    void areaMeanKeepsTheMassOfAPicture() {
        byte[] dot = new byte[6 * 6];
        dot[2 * 6 + 3] = (byte) 180;
        byte[] small = GreyImage.scale(dot, 6, 6, 2, 3);
        // Each new pixel covers 3x2 old ones: 180 / 6.
        assertTrue(Arrays.equals(new byte[] {0, 30, 0, 0, 0, 0}, small), Arrays.toString(small));
    }

    @Test
    void turnsColoursToLuma() throws IOException {
        BufferedImage picture = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB);
        picture.setRGB(0, 0, 0xffff0000);
        picture.setRGB(1, 0, 0xffffffff);
        picture.setRGB(2, 0, 0x00ffffff);
        ImageSet set = read("a/1.png", picture);
        assertEquals(76 / 255f, set.pixel(0, 0));
        assertEquals(1f, set.pixel(0, 1));
        assertEquals(0f, set.pixel(0, 2));
    }

    @Test
    void refusesWhatIsNoImage() throws IOException {
        TestFiles.write(folder, "a/fake.png", "hello".getBytes());
        assertMessage("fake.png", "must be a PNG, JPEG, GIF or BMP image");
    }

    @Test
    void refusesATruncatedImage() throws IOException {
        Path file = grey("a/cut.png", 28, 28, 9);
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 50));
        assertMessage("cut.png", "could not be read as an image");
    }

    /** What is cut off a JPEG would be read as grey. */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.9, 0.999})
    void refusesATruncatedJpeg(double share) throws IOException {
        Path file = noise("a/cut.jpg");
        byte[] jpeg = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(jpeg, (int) (share * jpeg.length)));
        assertMessage("cut.jpg", "could not be read as an image: the file ends before its picture does");
    }

    @Test
    void refusesAJpegWithDamagedPixels() throws IOException {
        Path file = noise("a/hurt.jpg");
        byte[] jpeg = Files.readAllBytes(file);
        // An end of the image in the middle of it, and one at the file's end, as after a damaged copy.
        jpeg[jpeg.length / 2] = (byte) 0xff;
        jpeg[jpeg.length / 2 + 1] = (byte) 0xd9;
        Files.write(file, jpeg);
        assertMessage("hurt.jpg", "could not be read as an image: Corrupt JPEG data");
    }

    @Test
    void readsAJpegWithWarningsThatCostNoPixel() throws IOException {
        Path file = noise("a/fine.jpg");
        ImageFolder images = ImageFolder.scan(folder);
        String whole = images.read(images.commonSize()).identity();
        byte[] jpeg = Files.readAllBytes(file);
        int end = jpeg.length - 2;
        // Five bytes before the end of the image, of which the reader warns, and other data behind it.
        ByteBuffer bytes = ByteBuffer.allocate(jpeg.length + 5 + 1000);
        bytes.put(jpeg, 0, end).position(end + 5).put(jpeg, end, 2);
        Files.write(file, bytes.array());
        assertEquals(whole, images.read(images.commonSize()).identity());
    }

    @Test
    void refusesABmpWithHalfAHeaderInWords() throws IOException {
        Path file = grey("a/cut.bmp", 28, 28, 9);
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 20));
        assertMessage("cut.bmp", "could not be read as an image: the file ends too early");
    }

    @Test
    void refusesAPictureThatIsTooLarge() throws IOException {
        Path file = grey("a/huge.png", 2, 2, 9);
        byte[] png = Files.readAllBytes(file);
        // Width and height in the header chunk: 65,536 each.
        png[17] = 1;
        png[19] = 0;
        png[21] = 1;
        png[23] = 0;
        Files.write(file, png);
        assertMessage("huge.png", "16777216 pixels, but has 65536x65536");
    }

    @Test
    void refusesFoldersWithoutClassesOrImages() throws IOException {
        assertMessage(folder.toString(), "1 to 256 class folders, but has 0");
        Files.createDirectories(folder.resolve("empty"));
        assertMessage("empty", "at least 1 PNG, JPEG, GIF or BMP file, but holds 0");
    }

    private void assertMessage(String file, String rule) {
        String message = assertThrows(DataFormatException.class, () -> {
                    ImageFolder images = ImageFolder.scan(folder);
                    images.read(images.commonSize());
                })
                .getMessage();
        assertTrue(message.contains(file), message);
        assertTrue(message.contains(rule), message);
    }

    private ImageSet read(String name, BufferedImage picture) throws IOException {
        write(name, picture);
        ImageFolder images = ImageFolder.scan(folder);
        return images.read(images.commonSize());
    }

    private Path noise(String name) throws IOException {
        BufferedImage picture = new BufferedImage(56, 56, BufferedImage.TYPE_BYTE_GRAY);
        for (int p = 0; p < 56 * 56; p++) {
            picture.getRaster().setSample(p % 56, p / 56, 0, CounterRandom.bits(3, p) & 0xff);
        }
        return write(name, picture);
    }

    private Path grey(String name, int height, int width, int value) throws IOException {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        for (int p = 0; p < height * width; p++) {
            picture.getRaster().setSample(p % width, p / width, 0, value);
        }
        return write(name, picture);
    }

    private Path write(String name, BufferedImage picture) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        assertTrue(ImageIO.write(picture, name.substring(name.lastIndexOf('.') + 1), file.toFile()));
        return file;
    }
}
