package dev.lattice.experiments.cli;

import dev.lattice.core.config.ConfigException;
import dev.lattice.search.Study;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Removes a study. */
@Command(
        name = "rm",
        mixinStandardHelpOptions = true,
        versionProvider = Lattice.Version.class,
        description = {
            "Remove a study: its cells, models, checkpoints and report.",
            "",
            "A study that is being swept is not removed.",
            ""
        },
        footer = {"", "Example:", "  lattice study rm demo --yes"})
final class StudyRemoveCommand implements Callable<Integer> {

    @Parameters(paramLabel = "STUDY", description = "Name under results, or a folder.")
    private String study;

    @Option(names = "--yes", description = "Do it; without it, the folder is named and nothing happens.")
    private boolean yes;

    @Mixin
    private ResultsOption out;

    @Mixin
    private Verbosity verbosity;

    @Override
    public Integer call() {
        Path folder = out.results().study(study);
        if (!yes) {
            throw new ConfigException("this would remove " + folder + " with all that is in it; add --yes to do it");
        }
        Study.remove(folder);
        verbosity.console().print("removed " + folder);
        return Failures.OK;
    }
}
