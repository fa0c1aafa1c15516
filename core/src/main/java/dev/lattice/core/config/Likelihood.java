package dev.lattice.core.config;

/** What the decoder's outputs (logits l, one per pixel) say about a pixel x in [0, 1]. */
public enum Likelihood {
    /** log p(x|z) = x log σ(l) + (1 − x) log(1 − σ(l)); a likelihood for binary pixels, a cross-entropy for grey ones. */
    BERNOULLI,
    /** x ~ N(σ(l), sigma²): the mean is a sigmoid because pixels lie in [0, 1]; sigma is fixed, see {@link ModelSpec#sigma()}. */
    GAUSSIAN
}
