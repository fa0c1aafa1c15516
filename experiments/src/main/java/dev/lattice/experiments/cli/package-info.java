/**
 * The command line: {@link dev.lattice.experiments.cli.Lattice} is the main class, each subcommand is one class that parses,
 * calls a module and prints.
 *
 * <p>Results go to stdout, progress and messages to stderr, both through {@link dev.lattice.experiments.cli.Console}, so that
 * tests read what a user sees. {@link dev.lattice.experiments.cli.Failures} turns every exception into one line and an exit
 * code. Options that several commands share are mixins. What the commands do is not here but in {@code run}.
 */
package dev.lattice.experiments.cli;
