package dev.lattice.experiments.cli;

import dev.lattice.core.config.Check;
import dev.lattice.core.data.ImageSet;
import dev.lattice.core.evaluate.LatentPath;
import dev.lattice.experiments.run.LoadedData;
import dev.lattice.experiments.run.ModelLocation;
import dev.lattice.experiments.run.OpenModel;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Walks between two images in the latent space. */
@Command(
        name = "interpolate",
        mixinStandardHelpOptions = true,
        versionProvider = Lattice.Version.class,
        description = {
            "Draw the way from one image to another through the latent space.",
            "",
            "Decodes points on the straight line between the two codes, or on the great circle, which stays as far from the "
                    + "origin as the codes are. A conditional model is given the label of the nearer end.",
            ""
        },
        footer = {
            "",
            "Example:",
            "  lattice interpolate mnist-mlp --from 0 --to 1 --steps 12",
            "  lattice interpolate mnist-mlp --from 3 --to 8 --spherical"
        })
final class InterpolateCommand implements Callable<Integer> {

    @Option(names = "--from", paramLabel = "INDEX", defaultValue = "0", description = "First image (default: 0).")
    private int from;

    @Option(names = "--to", paramLabel = "INDEX", defaultValue = "1", description = "Last image (default: 1).")
    private int to;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "10",
            description = "Number of pictures, both ends included (default: ${DEFAULT-VALUE}).")
    private int steps;

    @Option(names = "--spherical", description = "Along the great circle rather than the straight line.")
    private boolean spherical;

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
        Check.atLeast("--steps", 2, steps);
        ModelLocation location = model.location();
        LatentPath path = spherical ? LatentPath.SPHERICAL : LatentPath.LINEAR;
        String kind = spherical ? "-spherical" : "";
        Path target = picture.target(location, "interpolation" + kind + "-" + from + "-" + to + ".png");
        try (OpenModel open = model.open(location)) {
            ImageSet images = open.images(new LoadedData(data.datasets(verbosity.environment(), console)), part.part());
            console.endLive();
            PictureOption.write(open.interpolate(images, from, to, steps, path), steps, target);
        }
        console.print("interpolation: " + target);
        return Failures.OK;
    }
}
