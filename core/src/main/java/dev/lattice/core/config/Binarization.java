package dev.lattice.core.config;

/** How grey pixels are turned into data. Runs that differ in it measure different things and are never ranked together. */
public enum Binarization {
    /** Grey values in [0, 1], as they are. */
    NONE,
    /** Each pixel drawn from Bernoulli(grey value), anew in every epoch. */
    DYNAMIC,
    /** Each pixel drawn from Bernoulli(grey value), once. */
    STATIC,
    /** 1 where the grey value is above 0.5, otherwise 0. */
    THRESHOLD
}
