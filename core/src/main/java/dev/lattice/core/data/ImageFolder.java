package dev.lattice.core.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** Images in class folders: classes are numbered by folder name, images ordered by file name; hidden files are ignored. */
final class ImageFolder {

    private static final Set<String> ENDINGS = Set.of("png", "jpg", "jpeg", "gif", "bmp");
    private static final Size SCALED = new Size(28, 28);
    private static final long MAX_PIXELS = 1 << 24;
    private static final int MAX_CLASSES = 256;

    private final Path folder;
    private final List<String> classNames = new ArrayList<>();
    private final List<Path> files = new ArrayList<>();
    private final List<Integer> labels = new ArrayList<>();

    private ImageFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Lists the images below {@code folder}.
     *
     * @throws DataFormatException if there is no class folder, too many, or an empty one
     */
    static ImageFolder scan(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new DataFormatException(
                    folder + ": must be a folder with one subfolder per class, but there is no such folder");
        }
        ImageFolder result = new ImageFolder(folder);
        List<Path> classFolders = list(folder, Files::isDirectory);
        if (classFolders.isEmpty() || classFolders.size() > MAX_CLASSES) {
            throw new DataFormatException(
                    folder + ": must have 1 to " + MAX_CLASSES + " class folders, but has " + classFolders.size());
        }
        for (Path classFolder : classFolders) {
            List<Path> images = list(classFolder, ImageFolder::isImage);
            if (images.isEmpty()) {
                throw new DataFormatException(
                        classFolder + ": a class folder must hold at least 1 PNG, JPEG, GIF or BMP file, but holds 0");
            }
            for (Path image : images) {
                result.files.add(image);
                result.labels.add(result.classNames.size());
            }
            result.classNames.add(classFolder.getFileName().toString());
        }
        return result;
    }

    /** Returns the names of the class folders, sorted; a class's label is its place in the list. */
    List<String> classNames() {
        return List.copyOf(classNames);
    }

    /** Returns the size that all images share, or 28x28 if they differ. */
    Size commonSize() {
        Size common = null;
        for (Path file : files) {
            Size size = open(file, ImageFolder::size);
            if (common != null && !common.equals(size)) {
                return SCALED;
            }
            common = size;
        }
        return common;
    }

    /** Returns all images in grey, scaled to {@code size} where they have another. */
    ImageSet read(Size size) {
        long bytes = (long) files.size() * size.height * size.width;
        if (bytes > Integer.MAX_VALUE - 8) {
            throw new DataFormatException(
                    folder + ": must hold at most 2147483639 bytes of pixels, but holds " + bytes);
        }
        byte[] pixels = new byte[(int) bytes];
        byte[] classOf = new byte[files.size()];
        for (int i = 0; i < files.size(); i++) {
            Path file = files.get(i);
            byte[] image = open(file, reader -> {
                size(reader);
                BufferedImage picture = picture(file, reader);
                Size own = new Size(picture.getHeight(), picture.getWidth());
                byte[] grey = GreyImage.of(picture);
                return own.equals(size) ? grey : GreyImage.scale(grey, own.height, own.width, size.height, size.width);
            });
            System.arraycopy(image, 0, pixels, i * image.length, image.length);
            classOf[i] = (byte) (int) labels.get(i);
        }
        return new ImageSet(pixels, classOf, size.height, size.width, classNames.size());
    }

    private static Size size(ImageReader reader) throws IOException {
        Size size = new Size(reader.getHeight(0), reader.getWidth(0));
        if ((long) size.height * size.width > MAX_PIXELS) {
            throw new IOException(
                    "an image must have at most " + MAX_PIXELS + " pixels, but has " + size.height + "x" + size.width);
        }
        return size;
    }

    private static BufferedImage picture(Path file, ImageReader reader) throws IOException {
        List<String> warnings = new ArrayList<>();
        reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
        BufferedImage picture = reader.read(0);
        if (!warnings.isEmpty() && reader.getFormatName().equalsIgnoreCase("jpeg")) {
            refuseDamage(file, warnings);
        }
        return picture;
    }

    // What a JPEG lacks is read as grey, with a warning only; others are of colour profiles and the like. Java's
    // words for a file that is cut off may be in any language: it is told by its bytes. libjpeg's own are never
    // translated; bytes that it skips before a marker, as some cameras write them, cost no pixel.
    private static void refuseDamage(Path file, List<String> warnings) throws IOException {
        if (!endsItsScan(Files.readAllBytes(file))) {
            throw new IOException("the file ends before its picture does");
        }
        for (String warning : warnings) {
            if (warning.startsWith("Corrupt JPEG data") && !warning.contains("extraneous bytes")) {
                throw new IOException(warning);
            }
        }
    }

    /** Returns whether the end of an image (FF D9) comes after the last start of a scan (FF DA); pixels hold neither. */
    private static boolean endsItsScan(byte[] jpeg) {
        for (int i = jpeg.length - 2; i >= 0; i--) {
            if (jpeg[i] == (byte) 0xff && (jpeg[i + 1] == (byte) 0xd9 || jpeg[i + 1] == (byte) 0xda)) {
                return jpeg[i + 1] == (byte) 0xd9;
            }
        }
        return false;
    }

    private static <T> T open(Path file, FromImage<T> action) {
        // A File, not a stream: ImageIO reads it in place instead of through a temporary copy.
        try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
            Iterator<ImageReader> readers =
                    in == null ? List.<ImageReader>of().iterator() : ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new DataFormatException(
                        file + ": must be a PNG, JPEG, GIF or BMP image, but its content is none of them");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                return action.apply(reader);
            } finally {
                reader.dispose();
            }
        } catch (DataFormatException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // ImageIO's readers answer broken files with all kinds of unchecked exceptions, too.
            throw new DataFormatException(
                    file + ": could not be read as an image: " + DataFormatException.reason(e), e);
        }
    }

    private static boolean isImage(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return Files.isRegularFile(file) && ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1));
    }

    private static List<Path> list(Path folder, Predicate<Path> wanted) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(e -> !e.getFileName().toString().startsWith("."))
                    .filter(wanted)
                    .sorted((a, b) ->
                            a.getFileName().toString().compareTo(b.getFileName().toString()))
                    .toList();
        } catch (IOException e) {
            throw DataFormatException.unreadable(folder, e);
        }
    }

    /** Rows and columns of pixels. */
    record Size(int height, int width) {}

    private interface FromImage<T> {
        T apply(ImageReader reader) throws IOException;
    }
}
