package dev.lattice.core.data;

import java.io.ByteArrayOutputStream;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Reads images as Kaggle publishes them: a line per image, {@code label,pixel0,…,pixelN-1}, with or without a header. */
final class CsvReader {

    // Room for a label, and for 512x512 pixels of three digits, a comma, quotes and blanks around them.
    private static final int MAX_LINE = 1 << 22;
    private static final int MAX_LABEL = 255;

    private static final CSVFormat FORMAT =
            CSVFormat.DEFAULT.builder().setQuote(null).setIgnoreEmptyLines(true).get();

    private final Path file;
    private final ByteArrayOutputStream pixels = new ByteArrayOutputStream(1 << 20);
    private final ByteArrayOutputStream labels = new ByteArrayOutputStream(1 << 12);
    private int columns;
    private int side;
    private int largest;
    private byte[] row;

    private CsvReader(Path file) {
        this.file = file;
    }

    /**
     * Returns the images of a file; there are as many classes as the largest label needs.
     *
     * @throws DataFormatException if a line breaks the format; the message names file, line and column
     */
    static ImageSet read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new DataFormatException(file + ": no such file");
        }
        CsvReader reader = new CsvReader(file);
        try (CSVParser parser = CSVParser.builder()
                .setReader(reader.bounded())
                .setFormat(FORMAT)
                .get()) {
            for (CSVRecord line : parser) {
                reader.accept(line, parser.getCurrentLineNumber());
            }
        } catch (UncheckedIOException e) {
            throw DataFormatException.unreadable(file, e.getCause());
        } catch (IOException e) {
            throw DataFormatException.unreadable(file, e);
        }
        return reader.result();
    }

    /** Returns whether the file's first line starts like that of an unlabelled set ({@code pixel0,…}). */
    static boolean isUnlabelled(Path file) {
        char[] start = new char[8];
        try (Reader in = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            int read = in.read(start);
            return read > 0 && new String(start, 0, read).replace("\"", "").startsWith("pixel");
        } catch (IOException e) {
            throw DataFormatException.unreadable(file, e);
        }
    }

    private void accept(CSVRecord line, long number) {
        if (columns == 0) {
            columns = line.size();
            side = (int) Math.round(Math.sqrt(columns - 1.0));
            if (columns < 2 || side * side != columns - 1) {
                throw new DataFormatException(
                        file + ": must have a label and a square number of pixels per line, but line " + number
                                + " has " + columns + " columns");
            }
            row = new byte[columns - 1];
            if (isHeader(line, number)) {
                return;
            }
        }
        if (line.size() != columns) {
            throw new DataFormatException(file + ": every line must have " + columns + " columns, but line " + number
                    + " has " + line.size());
        }
        if (pixels.size() > Integer.MAX_VALUE - 8 - row.length) {
            throw new DataFormatException(
                    file + ": must hold at most 2147483639 bytes of pixels, but line " + number + " exceeds them");
        }
        int label = value(line, 0, number, "label");
        largest = Math.max(largest, label);
        labels.write(label);
        for (int i = 0; i < row.length; i++) {
            row[i] = (byte) value(line, i + 1, number, "pixel");
        }
        pixels.write(row, 0, row.length);
    }

    private boolean isHeader(CSVRecord line, long number) {
        String first = clean(line.get(0));
        if (first.isEmpty() || Character.isDigit(first.charAt(0)) || first.charAt(0) == '-') {
            return false;
        }
        if (!first.equalsIgnoreCase("label")) {
            throw new DataFormatException(file + ": the first column must be 'label', but line " + number
                    + " calls it '" + shorten(first) + "'");
        }
        return true;
    }

    private int value(CSVRecord line, int column, long number, String what) {
        String text = line.get(column);
        int value = number(text);
        if (value < 0) {
            throw new DataFormatException(file + ": line " + number + ", column " + (column + 1) + ": " + what
                    + " must be a whole number from 0 to " + MAX_LABEL + ", but was '" + shorten(text) + "'");
        }
        return value;
    }

    /** Returns the number from 0 to 255 that {@code text} is, or −1: 47 million calls for MNIST, hence by hand. */
    private static int number(String text) {
        int length = text.length();
        if (length == 0 || length > 3) {
            return length == 0 ? -1 : carefulNumber(clean(text));
        }
        int value = 0;
        for (int i = 0; i < length; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return carefulNumber(clean(text));
            }
            value = 10 * value + digit;
        }
        return value <= MAX_LABEL ? value : -1;
    }

    private static int carefulNumber(String text) {
        return text.length() <= 3 && !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')
                ? number(text)
                : -1;
    }

    /** Drops what editors and R put around a value: a byte order mark, blanks, quotes. */
    private static String clean(String text) {
        String value = text.startsWith("\uFEFF") ? text.substring(1) : text;
        value = value.strip();
        return value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
                ? value.substring(1, value.length() - 1)
                : value;
    }

    private static String shorten(String text) {
        return text.length() <= 20 ? text : text.substring(0, 20) + "…";
    }

    private ImageSet result() {
        if (labels.size() == 0) {
            throw new DataFormatException(file + ": must hold at least 1 image, but holds 0 after its header");
        }
        return new ImageSet(pixels.toByteArray(), labels.toByteArray(), side, side, largest + 1);
    }

    /** A file without line breaks, or not text at all, must not fill the memory. */
    private Reader bounded() throws IOException {
        return new FilterReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8)) {
            private int length;
            private long line = 1;

            @Override
            public int read() throws IOException {
                char[] one = new char[1];
                return read(one, 0, 1) < 0 ? -1 : one[0];
            }

            @Override
            public int read(char[] target, int at, int count) throws IOException {
                int read = super.read(target, at, count);
                for (int i = at; i < at + read; i++) {
                    char c = target[i];
                    length = c == '\n' || c == '\r' ? 0 : length + 1;
                    line += c == '\n' ? 1 : 0;
                    if (length > MAX_LINE) {
                        throw new DataFormatException(file + ": a line must have at most " + MAX_LINE
                                + " characters, but line " + line + " is longer");
                    }
                }
                return read;
            }
        };
    }
}
