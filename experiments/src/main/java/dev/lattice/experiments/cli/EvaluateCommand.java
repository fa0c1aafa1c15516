package dev.lattice.experiments.cli;

import dev.lattice.core.config.SpecBinder;
import dev.lattice.core.data.ImageSet;
import dev.lattice.core.trial.Metric;
import dev.lattice.experiments.run.LoadedData;
import dev.lattice.experiments.run.OpenModel;
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
            "The test images are for the model that you chose on validation images; choosing by them makes them worthless.",
            ""
        },
        footer = {"", "Example:", "  lattice evaluate mnist-mlp", "  lattice evaluate demo:7 --images validation --json"
        })
final class EvaluateCommand implements Callable<Integer> {

    @Mixin
    private ModelOptions model;

    @Mixin
    private PartOption part;

    @Mixin
    private DataOptions data;

    @Mixin
    private Verbosity verbosity;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
        Console console = verbosity.console();
        String chosen = part.part();
        try (OpenModel open = model.open(model.location())) {
            ImageSet images = open.images(new LoadedData(data.datasets(verbosity.environment(), console)), chosen);
            console.endLive();
            List<Metric> metrics = open.evaluate(images, chosen);
            console.print(json ? SpecBinder.prettyJson(metrics) : MetricsText.of(metrics));
        }
        return Failures.OK;
    }
}
