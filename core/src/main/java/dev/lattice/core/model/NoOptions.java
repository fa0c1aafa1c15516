package dev.lattice.core.model;

/** The options of a variant that has none. */
record NoOptions() {}
