package dev.lattice.experiments.cli;

import dev.lattice.core.config.Check;
import dev.lattice.core.data.ImageSet;
import dev.lattice.experiments.run.LoadedData;
import dev.lattice.experiments.run.ModelLocation;
import dev.lattice.experiments.run.OpenModel;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Draws images over what a model makes of them. */
@Command(
        name = "reconstruct",
        mixinStandardHelpOptions = true,
        versionProvider = Lattice.Version.class,
        description = {
            "Draw images over their reconstructions.",
            "",
            "Rows alternate: originals, then the decoder's mean at the code's mean.",
            ""
        },
        footer = {
            "",
            "Example:",
            "  lattice reconstruct mnist-mlp",
            "  lattice reconstruct demo:7 --count 32 --file out.png"
        })
final class ReconstructCommand implements Callable<Integer> {

    private static final int COLUMNS = 16;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "16",
            description = "Number of images (default: ${DEFAULT-VALUE}).")
    private int count;

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
        Check.atLeast("--count", 1, count);
        ModelLocation location = model.location();
        Path target = picture.target(location, "reconstructions.png");
        try (OpenModel open = model.open(location)) {
            ImageSet images = open.images(new LoadedData(data.datasets(verbosity.environment(), console)), part.part())
                    .first(count);
            console.endLive();
            int columns = Math.min(COLUMNS, images.count());
            PictureOption.write(open.reconstruct(images, columns), columns, target);
        }
        console.print("reconstructions: " + target);
        return Failures.OK;
    }
}
