package dev.lattice.experiments.cli;

import dev.lattice.search.store.StudySalvage;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Gets back what is whole of a damaged study. */
@Command(
        name = "salvage",
        mixinStandardHelpOptions = true,
        versionProvider = Lattice.Version.class,
        description = {
            "Write a damaged study anew from everything that is whole in it.",
            "",
            "Both files of the study are read, its event log and its second copy; they stay beside the new ones with the "
                    + "suffix .damaged. A cell that neither has is owed again by the next sweep.",
            ""
        },
        footer = {"", "Example:", "  lattice study salvage mnist-grid && lattice study check mnist-grid"})
final class StudySalvageCommand implements Callable<Integer> {

    @Parameters(paramLabel = "STUDY", description = "Name under results, or a folder.")
    private String study;

    @Mixin
    private ResultsOption out;

    @Mixin
    private Verbosity verbosity;

    @Override
    public Integer call() {
        Console console = verbosity.console();
        StudySalvage.Report report = StudySalvage.salvage(out.results().study(study));
        console.print("salvaged " + report.cells() + " cells, " + report.complete() + " of them complete"
                + (report.fromStore() == 0 ? "" : " (" + report.fromStore() + " only in the second copy)"));
        if (!report.nameless().isEmpty()) {
            console.print("the experiments of these cells are lost, so they are owed again: " + report.nameless());
        }
        if (report.lostBytes() > 0) {
            console.print(report.lostBytes() + " bytes of the event log belong to no whole event");
        }
        console.print("run the same sweep again: it does only what is still owed");
        return Failures.OK;
    }
}
