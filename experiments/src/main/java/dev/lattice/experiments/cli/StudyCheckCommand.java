package dev.lattice.experiments.cli;

import dev.lattice.core.trial.StudyInfo;
import dev.lattice.search.store.StudyReader;
import dev.lattice.search.store.StudySalvage;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Checks the files of a study. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        versionProvider = Lattice.Version.class,
        description = {
            "Check every event of a study and its second copy; changes nothing.",
            "",
            "Exits 1 if something is wrong and says what to do about it.",
            ""
        },
        footer = {"", "Example:", "  lattice study check mnist-grid"})
final class StudyCheckCommand implements Callable<Integer> {

    @Parameters(paramLabel = "STUDY", description = "Name under results, or a folder.")
    private String study;

    @Mixin
    private ResultsOption out;

    @Mixin
    private Verbosity verbosity;

    @Override
    public Integer call() {
        Console console = verbosity.console();
        Path folder = out.results().study(study);
        List<String> findings = StudySalvage.check(folder);
        if (!findings.isEmpty()) {
            findings.forEach(console::print);
            return Failures.FAILURE;
        }
        StudyInfo.View view = StudyReader.read(folder);
        console.print("sound: " + view.trials().size() + " cells");
        return Failures.OK;
    }
}
