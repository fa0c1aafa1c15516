package dev.lattice.report.file;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes a file beside its place and moves it there when it is whole. */
public final class WholeFile {

    private static final int BUFFER = 1 << 16;

    private WholeFile() {}

    /** Writes a text that is at hand. */
    public static Path write(Path file, String text) throws IOException {
        return write(file, (Appendable out) -> out.append(text));
    }

    /** Writes bytes that are at hand. */
    public static Path write(Path file, byte[] bytes) throws IOException {
        Path temporary = temporary(file);
        try {
            try (FileChannel channel = open(temporary)) {
                Channels.newOutputStream(channel).write(bytes);
                channel.force(true);
            }
            return move(temporary, file);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /**
     * Writes what {@code content} appends, in UTF-8.
     *
     * @return {@code file}
     * @throws IOException if it cannot be written; the file is then as it was before
     */
    public static Path write(Path file, Content content) throws IOException {
        Path temporary = temporary(file);
        try {
            try (FileChannel channel = open(temporary)) {
                BufferedWriter out = new BufferedWriter(
                        new OutputStreamWriter(Channels.newOutputStream(channel), StandardCharsets.UTF_8), BUFFER);
                content.appendTo(out);
                out.flush();
                channel.force(true);
            }
            return move(temporary, file);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Something that appends text. */
    @FunctionalInterface
    public interface Content {
        /** Appends the text. */
        void appendTo(Appendable out) throws IOException;
    }

    private static Path temporary(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        return folder.resolve(
                "." + file.getFileName() + "." + ProcessHandle.current().pid() + ".part");
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
    }

    private static Path move(Path from, Path to) throws IOException {
        return Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
