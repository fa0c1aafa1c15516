package dev.lattice.experiments.cli;

import dev.lattice.core.config.Check;
import dev.lattice.core.config.ConfigException;
import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.evaluate.FullEvaluation;
import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.TrialRecord;
import dev.lattice.experiments.run.ComparedModels;
import dev.lattice.experiments.run.LoadedData;
import dev.lattice.experiments.run.Results;
import dev.lattice.experiments.spec.ExperimentFile;
import dev.lattice.search.SweepOptions;
import dev.lattice.search.space.SearchSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Trains several experiments under equal conditions. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        versionProvider = Lattice.Version.class,
        description = {
            "Train several experiments under equal conditions, rank them and set them side by side.",
            "",
            "All must have the same data, seed and epochs; --set and --seed apply to each. They are ranked on held-out "
                    + "training images, a tenth if the experiments hold none out; the test images stay closed. Side by side "
                    + "stand parameters, time and losses, −log p(x) by importance sampling, how well codes tell classes, and how far "
                    + "images from the prior are from real ones.",
            ""
        },
        footer = {
            "",
            "Example:",
            "  lattice compare mnist-mlp mnist-ae mnist-cvae",
            "  lattice compare mnist-mlp mine.yaml --set training.epochs=3 --quick",
            "  lattice compare mnist-mlp mnist-conv --importance-samples 500"
        })
final class CompareCommand implements Callable<Integer> {

    private static final int LONGEST_NAME = 80;
    private static final int DRAWS = 100;

    @Parameters(paramLabel = "EXPERIMENT", arity = "2..*", description = "Bundled names or YAML files, at least two.")
    private List<String> experiments;

    @Option(
            names = "--study",
            paramLabel = "NAME",
            description = "Name of the study (default: compare- and the experiments' names).")
    private String study;

    @Option(
            names = "--repeats",
            paramLabel = "N",
            description = "Train each experiment with N seeds, on the same split (default: 1).")
    private Integer repeats;

    @Option(
            names = "--importance-samples",
            paramLabel = "K",
            description = "Draws of each held-out image for −log p(x) (default: " + DRAWS + ", none with --quick).")
    private Integer importanceSamples;

    @Option(
            names = "--quick",
            description =
                    "Leave out what takes longest: −log p(x) unless draws are asked for, neighbours of the codes, and"
                            + " images from the prior.")
    private boolean quick;

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
        refuseSearches(options.keys());
        List<ExperimentFile.Resolved> resolved =
                experiments.stream().map(options::resolveWithValidation).toList();
        List<ExperimentSpec> specs =
                resolved.stream().map(ExperimentFile.Resolved::spec).toList();
        requireDistinctNames(specs);
        specs.forEach(s -> requireEqualConditions(specs.get(0), s));
        int seeds = repeats == null ? 1 : Check.atLeast("--repeats", 1, repeats);
        int draws = importanceSamples == null
                ? quick ? 0 : DRAWS
                : Check.atLeast("--importance-samples", 1, importanceSamples);
        specs.forEach(s -> FullEvaluation.requireSamples(draws, s.model().latent()));
        String joined = specs.stream().map(ExperimentSpec::name).collect(Collectors.joining("-", "compare-", ""));
        String name = SweepCommand.studyName(study, joined.substring(0, Math.min(LONGEST_NAME, joined.length())));
        Results.requireNoTraining(out.results().of(name), "--study OTHER");
        List<String> words = new ArrayList<>(List.of("compare"));
        words.addAll(experiments);
        LoadedData loaded = new LoadedData(data.datasets(verbosity.environment(), console));
        return new SweepSession(
                        console,
                        out.results(),
                        engine.engines(),
                        loaded,
                        verbosity.environment().clock(),
                        verbosity.typed())
                .noting(resolved.stream()
                        .filter(r -> r.search().isPresent())
                        .map(r -> "the search of " + r.place() + " is left aside; 'lattice sweep' runs it")
                        .toList())
                .run(
                        name,
                        SearchSpec.list(specs, Metric.NEGATIVE_ELBO, seeds),
                        specs.get(0),
                        // What is measured in the end is measured of models.
                        sweep.options(Math.max(SweepOptions.defaults().keepModels(), seeds * specs.size())),
                        SweepSession.typed(words, options, typedOptions()),
                        folder -> measure(
                                new ComparedModels(folder, engine.engines(), loaded),
                                new ComparedModels.Order(draws, !quick),
                                console));
    }

    private String typedOptions() {
        return (study == null ? "" : " --study " + study)
                + (repeats == null ? "" : " --repeats " + repeats)
                + (importanceSamples == null ? "" : " --importance-samples " + importanceSamples)
                + (quick ? " --quick" : "");
    }

    private static void measure(ComparedModels models, ComparedModels.Order order, Console console) {
        EvaluationBar bar = new EvaluationBar(console);
        models.measure(order, new ComparedModels.Listener() {
            @Override
            public void measuring(TrialRecord trial) {
                console.say("measuring " + trial.experiment().name()
                        + (trial.varied().isEmpty() ? "" : ", cell " + trial.number()));
            }

            @Override
            public void passedOver(TrialRecord trial, String why) {
                console.say("not measured: cell " + trial.number() + ": " + why);
            }

            @Override
            public void at(String what, double share) {
                bar.at(what, share);
            }
        });
        console.endLive();
    }

    private static void refuseSearches(List<String> keys) {
        for (String key : keys) {
            if (key.equals("search") || key.startsWith("search.")) {
                throw new ConfigException(
                                "'" + key
                                        + "' must not be set: each experiment is trained as it is, and 'lattice sweep' searches")
                        .in("--set");
            }
        }
    }

    private static void requireDistinctNames(List<ExperimentSpec> specs) {
        HashSet<String> names = new HashSet<>();
        for (ExperimentSpec spec : specs) {
            if (!names.add(spec.name())) {
                throw new ConfigException(
                        "two of the compared experiments are named '" + spec.name() + "'; give them different names");
            }
        }
    }

    private static void requireEqualConditions(ExperimentSpec first, ExperimentSpec other) {
        requireEqual("dataset", first, other, first.dataset(), other.dataset());
        requireEqual("seed", first, other, first.seed(), other.seed());
        requireEqual(
                "training.epochs",
                first,
                other,
                first.training().epochs(),
                other.training().epochs());
    }

    private static void requireEqual(String key, ExperimentSpec first, ExperimentSpec other, Object mine, Object its) {
        if (!mine.equals(its)) {
            throw new ConfigException("'" + key + "' must be equal to be compared, but " + first.name() + " has " + mine
                    + " and " + other.name() + " has " + its + "; make them equal with --set");
        }
    }
}
