package dev.lattice.core.engine.fused;

/** The activations that the kernels know; each one's derivative is a function of its output alone. */
public enum Activation {
    /** y = x. */
    IDENTITY,
    /** y = max(x, 0); derivative 0 at 0. */
    RELU,
    /** y = x where x > 0, else {@value #LEAK} x. */
    LEAKY_RELU,
    /** y = tanh(x). */
    TANH;

    /** Slope of the leaky rectifier for negative inputs. */
    public static final float LEAK = 0.01f;

    /** Returns the activation that an experiment names. */
    public static Activation of(dev.lattice.core.config.Activation named) {
        return switch (named) {
            case RELU -> RELU;
            case LEAKY_RELU -> LEAKY_RELU;
            case TANH -> TANH;
        };
    }
}
