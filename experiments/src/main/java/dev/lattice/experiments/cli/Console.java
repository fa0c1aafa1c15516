package dev.lattice.experiments.cli;

import java.io.PrintWriter;
import java.util.List;

/** Where a command writes: results to stdout, messages and live lines to stderr. Safe for use by several threads. */
final class Console {

    private static final String UP_AND_CLEAR = "\033[1A\033[2K";

    /** A line that is longer than the terminal is wide is cut at its edge: one that goes on below would not be cleared as a whole. */
    private static final String NO_WRAP = "\033[?7l";

    private static final String WRAP = "\033[?7h";

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean terminal;
    private final boolean quiet;
    private int liveLines;

    /**
     * Creates a console.
     *
     * @param terminal whether lines may be redrawn
     * @param quiet whether messages and live lines are left out
     */
    Console(PrintWriter out, PrintWriter err, boolean terminal, boolean quiet) {
        this.out = out;
        this.err = err;
        this.terminal = terminal;
        this.quiet = quiet;
    }

    /** Returns whether {@link #live} shows anything. */
    boolean isLive() {
        return terminal && !quiet;
    }

    /** Prints a part of the result. */
    synchronized void print(String text) {
        clearLive();
        out.print(text.endsWith("\n") ? text : text + "\n");
        out.flush();
    }

    /** Prints a message about what is going on. */
    synchronized void say(String message) {
        if (!quiet) {
            clearLive();
            err.print(message + "\n");
            err.flush();
        }
    }

    /** Shows lines in the place of those of the last call; nothing without a terminal. */
    synchronized void live(List<String> lines) {
        if (isLive()) {
            clearLive();
            lines.forEach(l -> err.print(NO_WRAP + l + WRAP + "\n"));
            liveLines = lines.size();
            err.flush();
        }
    }

    /** Takes the live lines away. */
    synchronized void endLive() {
        clearLive();
        err.flush();
    }

    private void clearLive() {
        for (int i = 0; i < liveLines; i++) {
            err.print(UP_AND_CLEAR);
        }
        liveLines = 0;
    }
}
