package dev.lattice.experiments.cli;

import dev.lattice.core.data.DatasetInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the data sets. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        versionProvider = Lattice.Version.class,
        description = {"List the data sets, and which are here.", ""},
        footer = {"", "Example:", "  lattice data list", "  lattice data list --json"})
final class DataListCommand implements Callable<Integer> {

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Mixin
    private DataOptions data;

    @Mixin
    private Verbosity verbosity;

    @Override
    public Integer call() {
        Console console = verbosity.console();
        List<DatasetInfo> sets = data.datasets(verbosity.environment(), console).list();
        if (json) {
            console.print(Json.of(sets.stream().map(DataListCommand::json).toList()));
            return Failures.OK;
        }
        for (DatasetInfo set : sets) {
            console.print(String.format(
                    Locale.ROOT, "%-14s %-5s %s", set.name(), set.available() ? "here" : "-", set.description()));
            console.print(String.format(Locale.ROOT, "%-20s %s%s", "", set.location(), size(set)));
        }
        return Failures.OK;
    }

    private static String size(DatasetInfo set) {
        return set.size()
                .map(s -> String.format(
                        Locale.ROOT,
                        " (%,d + %,d test images of %dx%d, %d classes)",
                        s.trainImages(),
                        s.testImages(),
                        s.height(),
                        s.width(),
                        s.classes()))
                .orElse("");
    }

    private static Map<String, Object> json(DatasetInfo set) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", set.name());
        json.put("description", set.description());
        json.put("available", set.available());
        json.put("location", set.location());
        set.size().ifPresent(s -> json.put("size", s));
        return json;
    }
}
