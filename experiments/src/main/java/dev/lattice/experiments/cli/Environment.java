package dev.lattice.experiments.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/**
 * What surrounds the program; read once, in {@link Lattice#main}.
 *
 * @param variables environment variables, of which {@code LATTICE_DATA} is ours
 * @param home the user's home folder
 * @param terminal whether a person watches stderr, so that lines may be redrawn
 * @param clock for the times in results
 */
record Environment(Map<String, String> variables, Path home, boolean terminal, Clock clock) {

    /** Returns the environment of this process. */
    static Environment ofProcess() {
        // The launcher knows whether stderr is a terminal; Java does not. Without it: no redrawing.
        boolean terminal = Boolean.getBoolean("lattice.terminal");
        return new Environment(System.getenv(), Path.of(System.getProperty("user.home")), terminal, Clock.systemUTC());
    }
}
