/** Hostile bytes for everything that reads a file: a fixed budget of seconds, and always the same inputs in the same order. */
package dev.lattice.experiments.fuzz;
