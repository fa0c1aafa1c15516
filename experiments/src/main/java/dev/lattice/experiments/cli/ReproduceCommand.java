package dev.lattice.experiments.cli;

import dev.lattice.core.config.Check;
import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.engine.TrainingListener;
import dev.lattice.core.engine.TrainingStoppedException;
import dev.lattice.experiments.reproduce.Progress;
import dev.lattice.experiments.reproduce.Reproducer;
import dev.lattice.experiments.reproduce.ReproductionFile;
import dev.lattice.experiments.run.LoadedData;
import dev.lattice.experiments.spec.ExperimentFile;
import dev.lattice.report.claim.Verdict;
import dev.lattice.report.table.ClaimTable;
import dev.lattice.report.table.ConsoleTable;
import dev.lattice.search.StopSignal;
import dev.lattice.search.SweepListener;
import dev.lattice.search.SweepOutcome;
import dev.lattice.search.space.SearchSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a published report again and compares. */
@Command(
        name = "reproduce",
        mixinStandardHelpOptions = true,
        versionProvider = Lattice.Version.class,
        description = {
            "Run a published report again and compare what it claims with what comes out.",
            "",
            "Trains and sweeps what is not complete yet, and writes results/NAME: index.html, claims (CSV, Markdown), tables, "
                    + "figures and provenance. Ctrl-C stops; the same command goes on. Exits with 1 where ours is not what is "
                    + "claimed; a claim that is ill-defined or wrong is explained and not judged.",
            ""
        },
        footer = {
            "",
            "Example:",
            "  lattice reproduce --list",
            "  lattice reproduce mnist-two-layer",
            "  lattice reproduce fashion-vae --set training.epochs=2 --set dataset.limit=1000 --out toy"
        })
final class ReproduceCommand implements Callable<Integer> {

    @Parameters(paramLabel = "NAME", arity = "0..1", description = "A name from --list, or a YAML file of your own.")
    private String name;

    @Option(names = "--list", description = "List what can be reproduced.")
    private boolean list;

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
        if (list || name == null) {
            Check.require(list, "NAME", "must be given, or --list", name);
            ReproductionFile.names()
                    .forEach(n -> console.print(String.format(
                            Locale.ROOT, "%-18s %s", n, ReproductionFile.read(n).title())));
            return Failures.OK;
        }
        ReproductionFile file = ReproductionFile.read(name);
        Check.require(
                !options.keys().contains("name"), "--set name", "must not be given: runs have their own", "given");
        Map<String, Reproducer.Experiment> experiments = new LinkedHashMap<>();
        for (ReproductionFile.RunSpec run : file.runs()) {
            if (run.bestOf().isEmpty()) {
                experiments.put(run.id(), experiment(run.experiment()));
            }
        }
        LoadedData loaded = new LoadedData(data.datasets(verbosity.environment(), console));
        OnConsole progress = new OnConsole(console);
        Reproducer reproducer = new Reproducer(
                out.results(), engine.engines(), loaded, verbosity.environment().clock(), progress);
        Optional<Reproducer.Outcome> outcome;
        try {
            outcome = reproducer.run(new Reproducer.Order(
                    file,
                    experiments,
                    sweep.options(),
                    options.changes(),
                    SweepSession.typed(List.of("reproduce", name), options, "")));
        } catch (TrainingStoppedException e) {
            console.say("stopped; to go on: " + verbosity.typed());
            return Interruption.code();
        } finally {
            console.endLive();
        }
        if (outcome.isEmpty()) {
            console.say("not reproduced yet: cells are left; to go on: " + verbosity.typed());
            return progress.stopped ? Interruption.code() : Failures.FAILURE;
        }
        return show(console, outcome.get());
    }

    private Reproducer.Experiment experiment(String experiment) {
        ExperimentFile.Resolved resolved = options.resolve(experiment);
        Optional<SearchSpec> search = resolved.search().isPresent() && isSearched(experiment)
                ? Optional.of(SweepCommand.search(resolved, options))
                : Optional.empty();
        return new Reproducer.Experiment(resolved.spec(), search);
    }

    // Settings of a search are for those runs that have one; they make none where the file has none.
    private static boolean isSearched(String experiment) {
        return ExperimentFile.read(experiment).tree().containsKey("search");
    }

    private static int show(Console console, Reproducer.Outcome outcome) {
        var reproduction = outcome.reproduction();
        StringBuilder table = new StringBuilder();
        if (!reproduction.size().isEmpty()) {
            table.append(reproduction.size()).append('\n');
        }
        ConsoleTable.render(ClaimTable.brief(reproduction.title(), reproduction.claims()), table);
        console.print(table.toString());
        console.print("report: " + outcome.page());
        List<String> outside = reproduction.claims().stream()
                .filter(c -> c.verdict() == Verdict.OUTSIDE)
                .map(c -> c.claim().id())
                .toList();
        if (!outside.isEmpty()) {
            console.say("outside what is claimed: " + String.join(", ", outside));
            return Failures.FAILURE;
        }
        return Failures.OK;
    }

    /** A reproduction on the console. */
    private static final class OnConsole implements Progress {
        private final Console console;
        private boolean stopped;

        private OnConsole(Console console) {
            this.console = console;
        }

        @Override
        public void say(String line) {
            console.endLive();
            console.say(line);
        }

        @Override
        public void training(ExperimentSpec spec, int images, Consumer<TrainingListener> run) {
            StopSignal stop = new StopSignal();
            try (Interruption guard = Interruption.calling(stop::stop)) {
                run.accept(new TrainConsole(console, spec, images, stop));
            } finally {
                console.endLive();
            }
            if (stop.stopped()) {
                // It came after the last step: this training is done, and the next one is not begun.
                throw new TrainingStoppedException();
            }
        }

        @Override
        public SweepOutcome sweep(BiFunction<SweepListener, StopSignal, SweepOutcome> run) {
            StopSignal stop = new StopSignal();
            try (Interruption guard = Interruption.calling(stop::stop)) {
                SweepOutcome outcome = run.apply(new SweepConsole(console), stop);
                stopped |= outcome.stopped();
                return outcome;
            } finally {
                console.endLive();
            }
        }
    }
}
