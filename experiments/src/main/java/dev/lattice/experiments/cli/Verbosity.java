package dev.lattice.experiments.cli;

import dev.lattice.experiments.logging.ConsoleLog;
import java.util.stream.Collectors;
import org.apache.logging.log4j.Level;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How much is said on stderr. */
final class Verbosity {

    @Spec(Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = {"-v", "--verbose"},
            description = "Show log lines as well; -vv: debug lines and stack traces.")
    private boolean[] verbose = {};

    @Option(
            names = {"-q", "--quiet"},
            description = "Print results and errors only.")
    private boolean quiet;

    /** Returns whether errors come with a stack trace. */
    boolean traces() {
        return verbose.length >= 2;
    }

    /** Returns the command's console, and sets the log level. */
    Console console() {
        if (verbose.length > 0) {
            ConsoleLog.show(verbose.length >= 2 ? Level.DEBUG : Level.INFO);
        }
        return new Console(
                command.commandLine().getOut(),
                command.commandLine().getErr(),
                environment().terminal(),
                quiet);
    }

    /** Returns the command line as it was typed, every option included, so that it can be typed again. */
    String typed() {
        return command.root().commandLine().getParseResult().originalArgs().stream()
                .map(word -> word.matches("[A-Za-z0-9_./:=@%+,-]+") ? word : "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" ", "lattice ", ""));
    }

    /** Returns the environment of the command line that the command belongs to. */
    Environment environment() {
        return ((Lattice) command.root().userObject()).environment();
    }
}
