package dev.lattice.experiments.cli;

import dev.lattice.core.data.ContactSheet;
import dev.lattice.core.data.ImageSet;
import dev.lattice.experiments.run.ModelLocation;
import dev.lattice.experiments.run.Results;
import dev.lattice.report.figure.Figure;
import dev.lattice.report.file.WholeFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where a picture goes. */
final class PictureOption {

    /** Screen pixels per pixel of an image. */
    static final int SCALE = 3;

    @Option(names = "--file", paramLabel = "PNG", description = "File to write (default: figures/ beside the model).")
    private Path file;

    /** Returns the file that will be written, checked before anything is computed. */
    Path target(ModelLocation location, String name) {
        Path target = file == null ? location.figure(name) : file;
        Results.requireWritableFile("--file", target);
        return target;
    }

    /** Writes images in their order as one picture. */
    static void write(ImageSet images, int columns, Path target) {
        write(ContactSheet.inOrder(images, columns, SCALE), target);
    }

    /** Writes a figure as PNG, and as SVG beside it. */
    static void write(Figure figure, Path target) {
        Path svg = target.resolveSibling(target.getFileName().toString().replaceFirst("(\\.png)?$", ".svg"));
        try {
            WholeFile.write(target, figure.png());
            WholeFile.write(svg, figure.svg());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + target + ": " + e.getMessage(), e);
        }
    }

    /** Writes a picture. */
    static void write(BufferedImage picture, Path target) {
        try {
            Files.createDirectories(target.toAbsolutePath().getParent());
            ContactSheet.writePng(picture, target);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + target + ": " + e.getMessage(), e);
        }
    }
}
