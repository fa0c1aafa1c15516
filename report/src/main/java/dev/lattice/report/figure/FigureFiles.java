package dev.lattice.report.figure;

import dev.lattice.report.file.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** Figures as files, PNG and SVG. */
public final class FigureFiles {

    private FigureFiles() {}

    /**
     * Draws figures, on all cores side by side, and writes them; every file is whole or absent.
     *
     * @param folder created if it does not exist
     * @return the files in the order of the figures, PNG before SVG
     * @throws IOException if a file cannot be written
     */
    public static List<Path> write(Collection<Figure> figures, Path folder) throws IOException {
        try {
            return figures.parallelStream().flatMap(f -> write(f, folder)).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static Stream<Path> write(Figure figure, Path folder) {
        try {
            return Stream.of(
                    WholeFile.write(folder.resolve(figure.name() + ".png"), figure.png()),
                    WholeFile.write(folder.resolve(figure.name() + ".svg"), figure.svg()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
