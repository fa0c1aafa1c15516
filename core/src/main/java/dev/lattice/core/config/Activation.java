package dev.lattice.core.config;

/** The non-linearity after each hidden layer. */
public enum Activation {
    /** max(x, 0). */
    RELU,
    /** x for x &gt; 0, otherwise {@value #LEAK} x. */
    LEAKY_RELU,
    /** Hyperbolic tangent. */
    TANH;

    /** Slope of {@link #LEAKY_RELU} below zero (Maas et al. 2013). */
    public static final double LEAK = 0.01;
}
