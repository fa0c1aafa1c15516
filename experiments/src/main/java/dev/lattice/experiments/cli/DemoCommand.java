package dev.lattice.experiments.cli;

import dev.lattice.experiments.run.LoadedData;
import dev.lattice.experiments.run.Results;
import dev.lattice.experiments.spec.ExperimentFile;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows the whole path once, on embedded data. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        versionProvider = Lattice.Version.class,
        description = {
            "See it work: a small search over four variants on built-in digits; offline, minutes.",
            "",
            "Sweeps the bundled experiment 'demo', prints the ranking and writes a page with figures.",
            ""
        },
        footer = {
            "",
            "Example:",
            "  lattice demo",
            "  lattice demo --set search.space.model.latent=[2,8,32] --workers 4"
        })
final class DemoCommand implements Callable<Integer> {

    private static final String EXPERIMENT = "demo";

    @Mixin
    private ExperimentOptions options;

    @Mixin
    private SweepOptionsMixin sweep;

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
        ExperimentFile.Resolved resolved = options.resolve(EXPERIMENT);
        Results.requireNoTraining(out.results().of(resolved.spec().name()), "--set name=OTHER");
        console.say("""
                Lattice trains autoencoders over a grid of hyperparameters and ranks them.
                Here: an autoencoder (ae), a variational one (vae), one with a heavier KL term (beta-vae) and one that is
                told the digit (cvae), each with small and larger codes, on generated digits.
                """);
        LoadedData loaded = new LoadedData(data.datasets(verbosity.environment(), console));
        int code = new SweepSession(
                        console,
                        out.results(),
                        engine.engines(),
                        loaded,
                        verbosity.environment().clock(),
                        verbosity.typed())
                .run(
                        resolved.spec().name(),
                        SweepCommand.search(resolved, options),
                        resolved.spec(),
                        sweep.options(),
                        SweepSession.typed(List.of(EXPERIMENT), options, ""));
        if (code == Failures.OK) {
            console.say("""

                    What you see: each row is one cell of the search, measured on images held out from training, in nats per
                    image (lower is better). Only like is ranked with like: a cvae is told the label and an ae has no bound,
                    so they have tables of their own.

                    Next:
                      open the page above       learning curves, reconstructions, samples, the latent space by class
                      lattice trials demo       the cells again; --json and --csv for programs
                      lattice sample demo:N     draw images from a cell that was kept (N from the table)
                      lattice experiments       what else comes with Lattice""");
        }
        return code;
    }
}
