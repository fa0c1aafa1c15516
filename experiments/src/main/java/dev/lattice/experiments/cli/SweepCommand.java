package dev.lattice.experiments.cli;

import dev.lattice.core.config.Check;
import dev.lattice.core.config.ConfigException;
import dev.lattice.core.data.Datasets;
import dev.lattice.experiments.run.LoadedData;
import dev.lattice.experiments.run.Results;
import dev.lattice.experiments.run.StudyRun;
import dev.lattice.experiments.spec.ExperimentFile;
import dev.lattice.search.space.SearchSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a search. */
@Command(
        name = "sweep",
        mixinStandardHelpOptions = true,
        versionProvider = Lattice.Version.class,
        description = {
            "Run a search: a grid, random draws or a genetic search over any keys.",
            "",
            "Every cell is kept when it is done. Stop with Ctrl-C whenever you like: the same command goes on where it "
                    + "stopped. Cells that differ only in epochs share one training.",
            ""
        },
        footer = {
            "",
            "Example:",
            "  lattice sweep mnist-grid --dry-run",
            "  lattice sweep mnist-beta",
            "  lattice sweep my.yaml --set search.space.model.latent=[2,10,50] --study latent-sizes"
        })
final class SweepCommand implements Callable<Integer> {

    @Parameters(paramLabel = "EXPERIMENT", description = "A bundled name or a YAML file, with a section 'search'.")
    private String experiment;

    @Option(
            names = "--study",
            paramLabel = "NAME",
            description = "Name of the study, so of its folder under results (default: the experiment's name).")
    private String study;

    @Option(
            names = "--repeats",
            paramLabel = "N",
            description =
                    "Train each cell with N seeds, on the same split (default: the experiment's search.repeats, or 1)."
                            + " A table shows them as one row.")
    private Integer repeats;

    @Option(
            names = "--dry-run",
            description = "Say what would be trained and what would be refused; train, download and write nothing.")
    private boolean dryRun;

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
        ExperimentFile.Resolved resolved = options.resolve(experiment);
        SearchSpec search = read(resolved, options, repeats);
        String name = studyName(study, resolved.spec().name());
        Results.requireNoTraining(out.results().of(name), "--study OTHER");
        Datasets datasets = data.datasets(verbosity.environment(), console);
        LoadedData loaded = new LoadedData(datasets);
        if (dryRun) {
            StudyRun run = new StudyRun(
                    engine.engines(), loaded, verbosity.environment().clock());
            StudyRun.Order order =
                    new StudyRun.Order(out.results().of(name), search, resolved.spec(), sweep.options(), "");
            new DryRun(console, run.plan(order, DryRun.here(datasets)), sweep.options()).print(resolved.place());
            checked(resolved, search);
            return Failures.OK;
        }
        checked(resolved, search);
        return new SweepSession(
                        console,
                        out.results(),
                        engine.engines(),
                        loaded,
                        verbosity.environment().clock(),
                        verbosity.typed())
                .run(
                        name,
                        search,
                        resolved.spec(),
                        sweep.options(),
                        SweepSession.typed(
                                List.of("sweep", experiment),
                                options,
                                (study == null ? "" : " --study " + study)
                                        + (repeats == null ? "" : " --repeats " + repeats)));
    }

    /** Returns the search of an experiment, with errors that name its file. */
    static SearchSpec search(ExperimentFile.Resolved resolved, ExperimentOptions options) {
        return checked(resolved, read(resolved, options, null));
    }

    private static SearchSpec checked(ExperimentFile.Resolved resolved, SearchSpec search) {
        try {
            search.check();
            return search;
        } catch (ConfigException e) {
            throw e.in(resolved.place());
        }
    }

    private static SearchSpec read(ExperimentFile.Resolved resolved, ExperimentOptions options, Integer repeats) {
        if (repeats != null) {
            Check.atLeast("--repeats", 1, repeats);
        }
        Map<String, Object> given = resolved.search()
                .orElseThrow(() -> new ConfigException(
                                "has no section 'search', so there is nothing to sweep; use 'train', or"
                                        + " give values to try, as in --set search.space.model.latent=[2,10]")
                        .in(resolved.place()));
        Map<String, Object> section = new LinkedHashMap<>(given);
        if (repeats != null) {
            section.put("repeats", repeats);
        }
        if (section.get("space") instanceof Map<?, ?> space) {
            for (String key : options.keys()) {
                if (space.containsKey(key)) {
                    throw new ConfigException("'" + key + "' is searched by " + resolved.place()
                                    + ", so its value would be overridden; set search.space." + key)
                            .in("--set");
                }
            }
        }
        try {
            return SearchSpec.of(section, resolved.given());
        } catch (ConfigException e) {
            throw e.in(resolved.place());
        }
    }

    /** Returns the name of a study, checked as an experiment's name is. */
    static String studyName(String given, String otherwise) {
        if (given != null) {
            Check.require(
                    given.matches("[A-Za-z0-9][A-Za-z0-9._-]*"),
                    "--study",
                    "must start with a letter or digit and hold only letters, digits, '.', '_' and '-'",
                    given);
        }
        return given == null ? otherwise : given;
    }
}
