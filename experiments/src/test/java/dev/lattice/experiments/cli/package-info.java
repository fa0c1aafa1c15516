/** Tests of the command line: what a user types, reads and finds on disk. */
package dev.lattice.experiments.cli;
