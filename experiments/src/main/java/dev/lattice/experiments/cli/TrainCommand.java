package dev.lattice.experiments.cli;

import dev.lattice.core.data.DataSplit;
import dev.lattice.core.engine.TrainingStoppedException;
import dev.lattice.experiments.run.LoadedData;
import dev.lattice.experiments.run.ModelTraining;
import dev.lattice.experiments.run.Results;
import dev.lattice.experiments.spec.ExperimentFile;
import dev.lattice.search.StopSignal;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Trains one model. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        versionProvider = Lattice.Version.class,
        description = {
            "Train one model and show what it learned.",
            "",
            "Writes results/NAME: model/ (weights and their history), experiment.yaml (every key resolved), curves.csv and "
                    + "report/ (a page with figures). Training the same name again replaces it; --set name=OTHER keeps both.",
            "Ctrl-C stops it after its last whole epoch; the same command goes on from there.",
            ""
        },
        footer = {
            "",
            "Example:",
            "  lattice train mnist-mlp",
            "  lattice train demo --set model.variant=cvae --set training.epochs=5 --set name=my-cvae"
        })
final class TrainCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "EXPERIMENT",
            description = "A bundled name or a YAML file; a section 'search' is left aside.")
    private String experiment;

    @Mixin
    private ExperimentOptions options;

    @Mixin
    private EngineOption engine;

    @Mixin
    private DataOptions data;

    @Mixin
    private ResultsOption out;

    @Mixin
    private Verbosity verbosity;

    @Override
    public Integer call() {
        Console console = verbosity.console();
        ExperimentFile.Resolved resolved = options.resolve(experiment);
        Path folder = out.results().of(resolved.spec().name());
        Results.requireNoStudy(folder, "--set name=OTHER");
        Results.requireWritable(folder);
        console.live(List.of("loading " + resolved.spec().dataset().name()));
        ModelTraining training = new ModelTraining(
                resolved.spec(),
                engine.engines(),
                new LoadedData(data.datasets(verbosity.environment(), console)),
                verbosity.environment().clock());
        console.endLive();
        if (resolved.search().isPresent()) {
            console.say("the search of " + resolved.place() + " is left aside; 'lattice sweep' runs it");
        }
        DataSplit split = training.split();
        console.say("training " + resolved.spec().name() + " ("
                + resolved.spec().model().variant() + ") on "
                + split.train().count() + " images, validating on "
                + split.validation().count() + ", engine "
                + training.engine());
        StopSignal stop = new StopSignal();
        ModelTraining.Outcome outcome;
        try (Interruption guard = Interruption.calling(stop::stop)) {
            outcome = training.run(
                    folder,
                    new TrainConsole(console, resolved.spec(), split.train().count(), stop));
        } catch (TrainingStoppedException e) {
            console.endLive();
            console.say("stopped; to go on: " + verbosity.typed());
            return Interruption.code();
        } finally {
            console.endLive();
        }
        console.print(CurveText.of(
                outcome.saved().curve(),
                outcome.saved().model().network().variant().samples()));
        if (!outcome.saved().metrics().isEmpty()) {
            console.print(MetricsText.of(outcome.saved().metrics()));
        }
        console.print("model:  " + Results.model(folder));
        console.print("report: " + outcome.page());
        return Failures.OK;
    }
}
