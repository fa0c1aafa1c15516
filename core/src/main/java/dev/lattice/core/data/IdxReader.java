package dev.lattice.core.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * Reads IDX files, the format of MNIST: big-endian 32-bit magic and dimensions, then one byte per pixel or label.
 *
 * <p>Plain or gzipped, recognised by content. Little is allocated on the word of a header: the size it promises is held against
 * the size of the file first, and what is more than {@link #HARMLESS} is read piece by piece.
 */
final class IdxReader {

    private static final int IMAGES_MAGIC = 2051;
    private static final int LABELS_MAGIC = 2049;
    private static final int MAX_SIDE = 4096;
    private static final int MAX_CLASSES = 256;
    // Deflate cannot shrink anything to less than 1/1032 of its size (zlib's technical notes).
    private static final long MAX_INFLATION = 1032;

    /** MNIST's images, black for four fifths, have five times the bytes that they are packed into. */
    private static final long USUAL_INFLATION = 100;

    /** Bytes that any file may unpack to. */
    private static final long HARMLESS = 64 << 20;

    private static final int PIECE = 1 << 16;

    private IdxReader() {}

    /** Returns the images of one part; there are as many classes as the largest label needs. */
    static ImageSet read(Path images, Path labels) {
        return read(images, labels, 0);
    }

    /**
     * Returns the images of one part.
     *
     * @param classes number of classes, or 0 for as many as the largest label needs
     * @throws DataFormatException if a file breaks the format, or the two do not fit each other
     */
    static ImageSet read(Path images, Path labels, int classes) {
        Content pixels = content(images, IMAGES_MAGIC, "images", 3);
        Content classOf = content(labels, LABELS_MAGIC, "labels", 1);
        if (pixels.dims[0] != classOf.dims[0]) {
            throw new DataFormatException(labels + ": must hold a label for each of the " + pixels.dims[0]
                    + " images in " + images.getFileName() + ", but holds " + classOf.dims[0] + " labels");
        }
        int allowed = classes == 0 ? MAX_CLASSES : classes;
        int largest = 0;
        byte[] labelOf = new byte[classOf.data.limit()];
        classOf.data.get(0, labelOf);
        for (int i = 0; i < labelOf.length; i++) {
            int label = labelOf[i] & 0xff;
            if (label >= allowed) {
                throw new DataFormatException(labels + ": labels must be 0 to " + (allowed - 1) + ", but label " + i
                        + " (byte " + (8L + i) + ") was " + label);
            }
            largest = Math.max(largest, label);
        }
        return new ImageSet(pixels.data, labelOf, pixels.dims[1], pixels.dims[2], classes == 0 ? largest + 1 : classes);
    }

    private static Content content(Path file, int magic, String kind, int dimensions) {
        if (!Files.isRegularFile(file)) {
            throw new DataFormatException(file + ": no such file");
        }
        Source source = null;
        try (InputStream raw = Files.newInputStream(file)) {
            source = new Source(file, raw, Files.size(file));
            return source.content(magic, kind, dimensions);
        } catch (IOException e) {
            String where = source == null ? "" : " after " + source.offset + " bytes of content";
            String what = source != null && source.gzip ? "gzip data is truncated or corrupt" : "could not be read";
            throw new DataFormatException(file + ": " + what + where + ": " + DataFormatException.reason(e), e);
        }
    }

    /** The payload of a file, outside the heap, with the dimensions that its header gave. */
    private record Content(int[] dims, ByteBuffer data) {}

    /** One open file with the position in its (uncompressed) content. */
    private static final class Source {
        private final Path file;
        private final long fileBytes;
        private final PushbackInputStream raw;
        private boolean gzip;
        private InputStream in;
        private long offset;

        private Source(Path file, InputStream raw, long fileBytes) {
            this.file = file;
            this.fileBytes = fileBytes;
            this.raw = new PushbackInputStream(raw, 2);
        }

        private Content content(int magic, String kind, int dimensions) throws IOException {
            open();
            int found = readInt("magic");
            if (found != magic) {
                throw new DataFormatException(
                        file + ": magic must be " + magic + " (IDX " + kind + "), but was " + found + " at byte 0");
            }
            int[] dims = new int[dimensions];
            long promised = 1;
            for (int i = 0; i < dimensions; i++) {
                dims[i] = readInt(i == 0 ? "count" : "size");
                int most = i == 0 ? Integer.MAX_VALUE : MAX_SIDE;
                if (dims[i] < 1 || dims[i] > most) {
                    throw new DataFormatException(file + ": " + (i == 0 ? "number of " + kind : "image side")
                            + " must be 1 to " + most + ", but was " + Integer.toUnsignedString(dims[i]) + " at byte "
                            + (offset - 4));
                }
                // At most 2^31 · 2^12 · 2^12: no overflow.
                promised *= dims[i];
            }
            requirePlausible(promised);
            ByteBuffer data = readBody((int) promised);
            if (in.read() >= 0) {
                throw new DataFormatException(file + ": must end after the " + promised
                        + " bytes that its header promises," + " but goes on at byte " + offset);
            }
            return new Content(dims, data);
        }

        private void open() throws IOException {
            int first = raw.read();
            int second = first < 0 ? -1 : raw.read();
            gzip = first == 0x1f && second == 0x8b;
            if (second >= 0) {
                raw.unread(second);
            }
            if (first >= 0) {
                raw.unread(first);
            }
            in = gzip ? new GZIPInputStream(raw, 1 << 16) : raw;
        }

        private void requirePlausible(long promised) {
            long whole = offset + promised;
            long most = gzip ? fileBytes * MAX_INFLATION : fileBytes;
            if (whole > most) {
                throw new DataFormatException(file + ": header promises " + whole + " bytes, but the file "
                        + (gzip ? "of " + fileBytes + " compressed bytes cannot hold them" : "has " + fileBytes));
            }
            if (gzip && whole > Math.max(HARMLESS, fileBytes * USUAL_INFLATION)) {
                throw new DataFormatException(file + ": must unpack to at most " + USUAL_INFLATION
                        + " times its size, as images do, but its " + fileBytes + " bytes promise " + whole);
            }
            if (promised > Integer.MAX_VALUE - 8) {
                throw new DataFormatException(
                        file + ": must hold at most 2147483639 bytes of pixels, but holds " + promised);
            }
        }

        private ByteBuffer readBody(int length) throws IOException {
            ByteBuffer data = ByteBuffer.allocateDirect((int) Math.min(length, HARMLESS));
            byte[] piece = new byte[PIECE];
            while (data.position() < length) {
                if (!data.hasRemaining()) {
                    data = ByteBuffer.allocateDirect((int) Math.min(length, 2L * data.capacity()))
                            .put(data.flip());
                }
                int read = in.read(piece, 0, Math.min(piece.length, data.remaining()));
                if (read < 0) {
                    throw new DataFormatException(file + ": header promises " + length + " bytes of content, but only "
                            + data.position() + " follow; the file ends at byte " + offset);
                }
                data.put(piece, 0, read);
                offset += read;
            }
            return data.flip();
        }

        private int readInt(String what) throws IOException {
            byte[] four = in.readNBytes(4);
            if (four.length < 4) {
                throw new DataFormatException(file + ": header must have a 4-byte " + what + " at byte " + offset
                        + ", but the file ends at byte " + (offset + four.length));
            }
            offset += 4;
            return (four[0] & 0xff) << 24 | (four[1] & 0xff) << 16 | (four[2] & 0xff) << 8 | four[3] & 0xff;
        }
    }
}
