package dev.lattice.experiments.cli;

import dev.lattice.core.config.Check;
import dev.lattice.core.data.ImageSet;
import dev.lattice.experiments.run.ModelLocation;
import dev.lattice.experiments.run.OpenModel;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Draws new images. */
@Command(
        name = "sample",
        mixinStandardHelpOptions = true,
        versionProvider = Lattice.Version.class,
        description = {
            "Draw new images: codes from the prior, decoded.",
            "",
            "A conditional model draws the label that is asked for, or a row of each label in turn.",
            ""
        },
        footer = {
            "",
            "Example:",
            "  lattice sample mnist-mlp --count 100",
            "  lattice sample mnist-cvae --label 7 --seed 3"
        })
final class SampleCommand implements Callable<Integer> {

    private static final int COLUMNS = 10;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "100",
            description = "Number of images (default: ${DEFAULT-VALUE}).")
    private int count;

    @Option(names = "--label", paramLabel = "N", description = "Class to draw; needs a conditional model.")
    private Integer label;

    @Mixin
    private ModelOptions model;

    @Mixin
    private PictureOption picture;

    @Mixin
    private Verbosity verbosity;

    @Override
    public Integer call() {
        Console console = verbosity.console();
        Check.atLeast("--count", 1, count);
        ModelLocation location = model.location();
        Path target = picture.target(location, label == null ? "samples.png" : "samples-" + label + ".png");
        try (OpenModel open = model.open(location)) {
            ImageSet images = open.sample(count, label, COLUMNS);
            PictureOption.write(images, Math.min(COLUMNS, count), target);
        }
        console.print("samples: " + target);
        return Failures.OK;
    }
}
