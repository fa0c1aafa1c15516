package dev.lattice.experiments.cli;

import dev.lattice.core.config.Check;
import dev.lattice.core.data.ImageSet;
import dev.lattice.core.engine.Inference;
import dev.lattice.experiments.run.LoadedData;
import dev.lattice.experiments.run.OpenModel;
import dev.lattice.experiments.run.Results;
import dev.lattice.report.file.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes the codes of images. */
@Command(
        name = "encode",
        mixinStandardHelpOptions = true,
        versionProvider = Lattice.Version.class,
        description = {
            "Write the codes of images as CSV: index, label, z0, z1, …",
            "",
            "A code is the mean of q(z|x), or the encoder's output for a plain autoencoder.",
            ""
        },
        footer = {"", "Example:", "  lattice encode mnist-mlp --csv codes.csv", "  lattice encode demo:7 --count 100"})
final class EncodeCommand implements Callable<Integer> {

    @Option(
            names = {"--csv", "--file"},
            paramLabel = "CSV",
            description = "File to write (default: standard output).")
    private Path file;

    @Option(names = "--count", paramLabel = "N", description = "Only the first N images (default: all).")
    private Integer count;

    @Mixin
    private ModelOptions model;

    @Mixin
    private PartOption part;

    @Mixin
    private DataOptions data;

    @Mixin
    private Verbosity verbosity;

    @Override
    public Integer call() {
        Console console = verbosity.console();
        if (count != null) {
            Check.atLeast("--count", 1, count);
        }
        if (file != null) {
            Results.requireWritableFile("--csv", file);
        }
        String csv;
        try (OpenModel open = model.open(model.location())) {
            ImageSet all = open.images(new LoadedData(data.datasets(verbosity.environment(), console)), part.part());
            console.endLive();
            ImageSet images = count == null ? all : all.first(count);
            csv = csv(images, open.encode(images));
        }
        if (file == null) {
            console.print(csv);
            return Failures.OK;
        }
        try {
            WholeFile.write(file, csv);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
        }
        console.print("codes: " + file);
        return Failures.OK;
    }

    private static String csv(ImageSet images, Inference.Codes codes) {
        StringBuilder text = new StringBuilder("index,label");
        for (int j = 0; j < codes.latent(); j++) {
            text.append(",z").append(j);
        }
        for (int i = 0; i < images.count(); i++) {
            text.append('\n').append(i).append(',').append(images.label(i));
            for (int j = 0; j < codes.latent(); j++) {
                text.append(',').append(codes.mean()[i * codes.latent() + j]);
            }
        }
        return text.append('\n').toString();
    }
}
