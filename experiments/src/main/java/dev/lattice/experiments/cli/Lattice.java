package dev.lattice.experiments.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line's root. */
@Command(name = "lattice", mixinStandardHelpOptions = true, description = "Trains and searches autoencoders.")
public final class Lattice {

    private Lattice() {}

    /**
     * Runs the command line and ends the process with its exit code.
     *
     * @param args the words after the program's name
     */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Lattice()).execute(args));
    }
}
