package dev.lattice.experiments.cli;

import dev.lattice.core.config.ConfigException;
import dev.lattice.core.config.SpecBinder;
import dev.lattice.core.data.DataFormatException;
import dev.lattice.core.engine.TrainingDivergedException;
import dev.lattice.core.engine.TrainingStoppedException;
import dev.lattice.search.store.StoreException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns every exception into one line on stderr and an exit code; the stack trace is for {@code -vv}. */
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {

    /** Everything went well. */
    static final int OK = 0;

    /** Something broke that the user's input did not cause. */
    static final int FAILURE = 1;

    /** The command line, an experiment, a data file or a folder is not what it must be. */
    static final int USAGE = 2;

    /** A training ended because its loss was no longer a number. */
    static final int DIVERGED = 3;

    /** Stopped by Ctrl-C. */
    static final int INTERRUPTED = 130;

    /** Stopped by a request to terminate, as {@code kill} sends it. */
    static final int TERMINATED = 143;

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        boolean traces = command.getMixins().get("verbosity") instanceof Verbosity verbosity && verbosity.traces();
        report(command.getErr(), line(e), e, traces);
        return exitCode(e);
    }

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        String message = e instanceof UnmatchedArgumentException unmatched
                ? unknown(unmatched.getUnmatched().get(0), command)
                : e.getMessage().lines().findFirst().orElse("wrong usage").replaceAll("[.:]$", "");
        report(command.getErr(), message + " (see " + command.getCommandSpec().qualifiedName() + " --help)", e, false);
        return USAGE;
    }

    private static String unknown(String word, CommandLine command) {
        if (word.startsWith("-")) {
            return SpecBinder.unknown(
                            "option",
                            word,
                            command.getCommandSpec().optionsMap().keySet())
                    .getMessage()
                    .replaceFirst(" \\(known: .*", "");
        }
        return command.getSubcommands().isEmpty()
                ? "unexpected argument '" + word + "'"
                : SpecBinder.unknown("command", word, command.getSubcommands().keySet())
                        .getMessage();
    }

    private static void report(PrintWriter err, String line, Exception e, boolean trace) {
        // Parts of a line may come from a hostile file, and a terminal obeys control characters.
        err.println("lattice: " + line.replaceAll("\\p{Cc}", "?"));
        if (trace) {
            e.printStackTrace(err);
        }
        err.flush();
    }

    private static int exitCode(Exception e) {
        if (e instanceof ConfigException || e instanceof DataFormatException) {
            return USAGE;
        }
        if (e instanceof StoreException store) {
            return switch (store.code()) {
                case MISSING, HELD, CORRUPT, NEWER -> USAGE;
                case IO, FULL, REFUSED -> FAILURE;
            };
        }
        if (e instanceof TrainingDivergedException) {
            return DIVERGED;
        }
        return e instanceof TrainingStoppedException ? Interruption.code() : FAILURE;
    }

    private static String line(Exception e) {
        boolean expected = e instanceof ConfigException
                || e instanceof DataFormatException
                || e instanceof StoreException
                || e instanceof TrainingDivergedException
                || e instanceof TrainingStoppedException
                || e instanceof UncheckedIOException;
        String message =
                e.getMessage() == null ? "" : e.getMessage().lines().findFirst().orElse("");
        return expected && !message.isEmpty()
                ? message
                : "unexpected " + e.getClass().getSimpleName() + (message.isEmpty() ? "" : ": " + message)
                        + " (-vv shows where)";
    }
}
