package dev.lattice.experiments.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Groups what concerns data. */
@Command(
        name = "data",
        mixinStandardHelpOptions = true,
        versionProvider = Lattice.Version.class,
        description = {
            "List, download, check and show data sets.",
            "",
            "Files are looked for in --data-dir, then in the folder that the variable LATTICE_DATA names, then in the user's "
                    + "cache; what is missing is downloaded and checked when it is needed.",
            ""
        },
        subcommands = {DataListCommand.class, DataFetchCommand.class, DataVerifyCommand.class, DataShowCommand.class},
        footer = {"", "Example:", "  lattice data list", "  lattice data fetch mnist"})
final class DataCommand implements Runnable {

    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        throw new ParameterException(command.commandLine(), "Missing required subcommand: list, fetch, verify or show");
    }
}
