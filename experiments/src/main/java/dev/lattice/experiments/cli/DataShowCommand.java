package dev.lattice.experiments.cli;

import dev.lattice.core.config.Check;
import dev.lattice.core.config.DatasetSpec;
import dev.lattice.core.data.ContactSheet;
import dev.lattice.core.data.Dataset;
import dev.lattice.core.data.ImageSet;
import dev.lattice.experiments.run.Results;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Draws the first images of a data set. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        versionProvider = Lattice.Version.class,
        description = {"Draw the first images of a data set, and count them by class.", ""},
        footer = {
            "",
            "Example:",
            "  lattice data show digits",
            "  lattice data show images --path photos --file photos.png"
        })
final class DataShowCommand implements Callable<Integer> {

    private static final int COLUMNS = 20;

    @Parameters(paramLabel = "NAME", description = "A name of 'lattice data list'.")
    private String name;

    @Option(
            names = "--path",
            paramLabel = "PATH",
            defaultValue = "",
            description = "Your data, for idx, csv and images.")
    private String path;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "200",
            description = "Number of images (default: ${DEFAULT-VALUE}).")
    private int count;

    @Option(names = "--file", paramLabel = "PNG", description = "File to write (default: NAME.png in --out).")
    private Path file;

    @Mixin
    private ResultsOption out;

    @Mixin
    private DataOptions data;

    @Mixin
    private Verbosity verbosity;

    @Override
    public Integer call() {
        Console console = verbosity.console();
        Check.atLeast("--count", 1, count);
        Path target = file == null ? out.results().of(name + ".png") : file;
        Results.requireWritableFile("--file", target);
        Dataset set = data.datasets(verbosity.environment(), console)
                .load(new DatasetSpec(name, path, "", null, null, null, null));
        console.endLive();
        PictureOption.write(ContactSheet.byClass(set.train().first(count), COLUMNS, PictureOption.SCALE), target);
        console.print(counts("train", set.train()));
        console.print(counts("test", set.test()));
        console.print("checksum: " + set.checksum());
        console.print("images: " + target);
        return Failures.OK;
    }

    private static String counts(String part, ImageSet images) {
        int[] counts = new int[images.classes()];
        for (int i = 0; i < images.count(); i++) {
            counts[images.label(i)]++;
        }
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%s: %,d images of %dx%d; by class",
                part,
                images.count(),
                images.height(),
                images.width()));
        for (int label = 0; label < counts.length; label++) {
            text.append(' ').append(label).append(':').append(counts[label]);
        }
        return text.toString();
    }
}
