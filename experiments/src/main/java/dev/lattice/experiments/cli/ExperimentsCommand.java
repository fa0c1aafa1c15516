package dev.lattice.experiments.cli;

import dev.lattice.core.config.SpecBinder;
import dev.lattice.experiments.spec.BundledExperiments;
import dev.lattice.experiments.spec.ExperimentFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists the bundled experiments. */
@Command(
        name = "experiments",
        mixinStandardHelpOptions = true,
        versionProvider = Lattice.Version.class,
        description = {
            "List the bundled experiments, or print one as a start for your own.",
            "",
            "A file of your own may begin with 'extends: NAME' and hold only what differs.",
            ""
        },
        footer = {"", "Example:", "  lattice experiments", "  lattice experiments mnist-grid > my.yaml"})
final class ExperimentsCommand implements Callable<Integer> {

    @Parameters(paramLabel = "NAME", arity = "0..1", description = "Print this experiment's file.")
    private String name;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Mixin
    private Verbosity verbosity;

    @Override
    public Integer call() {
        Console console = verbosity.console();
        if (name != null) {
            console.print(BundledExperiments.text(name)
                    .orElseThrow(() -> SpecBinder.unknown("experiment", name, BundledExperiments.names())));
            return Failures.OK;
        }
        List<ExperimentFile.Resolved> all = BundledExperiments.names().stream()
                .map(n -> ExperimentFile.read(n).resolve(List.of(), null))
                .toList();
        if (json) {
            console.print(Json.of(all.stream().map(ExperimentsCommand::json).toList()));
            return Failures.OK;
        }
        int width = BundledExperiments.names().stream()
                .mapToInt(String::length)
                .max()
                .orElse(1);
        for (ExperimentFile.Resolved one : all) {
            console.print(String.format(
                    Locale.ROOT,
                    "%-" + width + "s %-6s %-14s %s",
                    one.spec().name(),
                    command(one),
                    one.spec().dataset().name(),
                    one.spec().description()));
        }
        return Failures.OK;
    }

    private static String command(ExperimentFile.Resolved one) {
        return one.search().isPresent() ? "sweep" : "train";
    }

    private static Map<String, Object> json(ExperimentFile.Resolved one) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", one.spec().name());
        json.put("description", one.spec().description());
        json.put("command", command(one));
        json.put("dataset", one.spec().dataset().name());
        json.put("variant", one.spec().model().variant());
        one.search().ifPresent(s -> json.put("search", s));
        return json;
    }
}
