package dev.lattice.experiments.cli;

import dev.lattice.core.config.Check;
import dev.lattice.core.config.ConfigException;
import dev.lattice.core.data.ImageSet;
import dev.lattice.experiments.run.LoadedData;
import dev.lattice.experiments.run.ModelLocation;
import dev.lattice.experiments.run.OpenModel;
import dev.lattice.report.figure.Figure;
import dev.lattice.report.figure.Subject;
import dev.lattice.report.figure.Traversals;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what each latent dimension does. */
@Command(
        name = "traverse",
        mixinStandardHelpOptions = true,
        versionProvider = Lattice.Version.class,
        description = {
            "Draw what each latent dimension does: one image's code, one number of it changed at a time.",
            "",
            "A row per dimension, those whose means vary most over the images first. Writes PNG and SVG.",
            ""
        },
        footer = {
            "",
            "Example:",
            "  lattice traverse mnist-mlp",
            "  lattice traverse mnist-cvae --image 3 --dimensions 4 --range 2"
        })
final class TraverseCommand implements Callable<Integer> {

    /** Images over which dimensions are compared, the chosen one aside. */
    private static final int IMAGES = 2_000;

    @Option(
            names = "--image",
            paramLabel = "INDEX",
            defaultValue = "0",
            description = "Image whose code is changed (default: ${DEFAULT-VALUE}).")
    private int image;

    @Option(
            names = "--dimensions",
            paramLabel = "N",
            defaultValue = "12",
            description = "Number of dimensions at most (default: ${DEFAULT-VALUE}).")
    private int dimensions;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "11",
            description = "Number of values of each (default: ${DEFAULT-VALUE}).")
    private int steps;

    @Option(
            names = "--range",
            paramLabel = "R",
            defaultValue = "3",
            description = "From -R to R, in standard deviations of the prior (default: ${DEFAULT-VALUE}).")
    private double range;

    @Mixin
    private ModelOptions model;

    @Mixin
    private PartOption part;

    @Mixin
    private PictureOption picture;

    @Mixin
    private DataOptions data;

    @Mixin
    private Verbosity verbosity;

    @Override
    public Integer call() {
        Console console = verbosity.console();
        Check.atLeast("--image", 0, image);
        Check.atLeast("--dimensions", 1, dimensions);
        Check.atLeast("--steps", 2, steps);
        Check.positive("--range", range);
        ModelLocation location = model.location();
        Path target = picture.target(location, "traversals-" + image + ".png");
        Figure.unavailable().ifPresent(why -> {
            throw new ConfigException(why);
        });
        try (OpenModel open = model.open(location)) {
            ImageSet images = open.images(new LoadedData(data.datasets(verbosity.environment(), console)), part.part());
            console.endLive();
            Check.require(image < images.count(), "--image", "must be 0 to " + (images.count() - 1), image);
            String name = open.spec().name();
            Figure figure = Traversals.of(
                            "traversals",
                            new Subject("model " + name, name, "", open.spec().seed()),
                            open.inference(),
                            open.input(images.first(Math.max(IMAGES, image + 1))),
                            new Traversals.Options(image, dimensions, steps, range))
                    .orElseThrow();
            PictureOption.write(figure, target);
        }
        console.print("traversals: " + target);
        return Failures.OK;
    }
}
