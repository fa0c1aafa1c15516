package dev.lattice.experiments.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Groups what concerns the files of studies. */
@Command(
        name = "study",
        mixinStandardHelpOptions = true,
        versionProvider = Lattice.Version.class,
        description = {
            "List studies, check and salvage their files, remove one.",
            "",
            "A study is its event log; everything else in its folder can be made again from it.",
            ""
        },
        subcommands = {
            StudyListCommand.class,
            StudyCheckCommand.class,
            StudySalvageCommand.class,
            StudyRemoveCommand.class
        },
        footer = {"", "Example:", "  lattice study list", "  lattice study check mnist-grid"})
final class StudyCommand implements Runnable {

    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        throw new ParameterException(command.commandLine(), "Missing required subcommand: list, check, salvage or rm");
    }
}
