package dev.lattice.experiments.cli;

import dev.lattice.core.config.Check;
import dev.lattice.core.config.SpecBinder;
import dev.lattice.core.data.ImageSet;
import dev.lattice.core.evaluate.Measured;
import dev.lattice.experiments.run.LoadedData;
import dev.lattice.experiments.run.ModelEvaluation;
import dev.lattice.experiments.run.OpenModel;
import dev.lattice.experiments.run.Results;
import dev.lattice.report.file.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures a model. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        versionProvider = Lattice.Version.class,
        description = {
            "Measure a model on test images, with what the numbers mean.",
            "",
            "−ELBO with its terms, −log p(x) by importance sampling if asked for, errors of reconstructions, KL and variance of "
                    + "the code's dimensions, how well classes can be told by codes (k nearest neighbours, logistic regression), and how "
                    + "far images drawn from the prior are from real ones. ± is the standard error over images. What has no meaning for "
                    + "a model is left out with a word why.",
            "",
            "The test images are for the model that you chose on validation images; choosing by them makes them worthless.",
            ""
        },
        footer = {
            "",
            "Example:",
            "  lattice evaluate mnist-mlp",
            "  lattice evaluate mnist-mlp --importance-samples 500 --csv evaluation.csv",
            "  lattice evaluate demo:7 --images validation --quick --json"
        })
final class EvaluateCommand implements Callable<Integer> {

    @Option(
            names = "--importance-samples",
            paramLabel = "K",
            description = "Also estimate −log p(x) from K draws of each image (Burda et al. 2015). 500 draws of 10,000 "
                    + "images take about half a minute on one core for a network of 784-400-20.")
    private Integer importanceSamples;

    @Option(names = "--count", paramLabel = "N", description = "Only N images, always the same ones (default: all).")
    private Integer count;

    @Option(
            names = "--quick",
            description = "Leave out what needs training images: probes of the codes, and images from the prior.")
    private boolean quick;

    @Option(names = "--csv", paramLabel = "CSV", description = "File to write every number to.")
    private Path csv;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

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
        String chosen = part.part();
        if (count != null) {
            Check.atLeast("--count", 1, count);
        }
        if (importanceSamples != null) {
            Check.atLeast("--importance-samples", 1, importanceSamples);
        }
        if (csv != null) {
            Results.requireWritableFile("--csv", csv);
        }
        List<Measured> measured;
        try (OpenModel open = model.open(model.location())) {
            LoadedData loaded = new LoadedData(data.datasets(verbosity.environment(), console));
            ImageSet all = open.images(loaded, chosen);
            console.endLive();
            measured = ModelEvaluation.of(
                    open,
                    loaded,
                    chosen,
                    count == null ? all : all.sample(count),
                    importanceSamples == null ? 0 : importanceSamples,
                    quick,
                    new EvaluationBar(console));
            console.endLive();
        }
        // Before the file, which may fail.
        console.print(json ? SpecBinder.prettyJson(measured) : EvaluationText.table(measured));
        if (csv != null) {
            write(EvaluationText.csv(measured));
        }
        if (csv != null && !json) {
            console.print("numbers: " + csv);
        }
        return Failures.OK;
    }

    private void write(String text) {
        try {
            WholeFile.write(csv, text);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + csv + ": " + e.getMessage(), e);
        }
    }
}
