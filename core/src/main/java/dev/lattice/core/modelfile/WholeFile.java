package dev.lattice.core.modelfile;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Has a file written beside its place and moves it there when it is whole and on disk. */
final class WholeFile {

    private WholeFile() {}

    /**
     * Writes a file, in the place of one that is there.
     *
     * @return {@code file}
     * @throws IOException if it cannot be written; the file is then as it was before, and nothing is left beside it
     */
    static Path write(Path file, Content content) throws IOException {
        Path part = file.resolveSibling(
                "." + file.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        try {
            content.writeTo(part);
            try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            return Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Something that writes a file. */
    @FunctionalInterface
    interface Content {
        /** Writes the file, from its start. */
        void writeTo(Path file) throws IOException;
    }
}
