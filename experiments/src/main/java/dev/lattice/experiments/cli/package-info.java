/** The command line: one class per subcommand, each of which parses, calls a module and prints. */
package dev.lattice.experiments.cli;
