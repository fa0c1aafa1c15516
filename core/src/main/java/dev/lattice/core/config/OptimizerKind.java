package dev.lattice.core.config;

/** The update rule; definitions as in PyTorch, so that learning curves can be compared. */
public enum OptimizerKind {
    /** Kingma and Ba 2014 (arXiv:1412.6980), β₁ = 0.9, β₂ = 0.999, ε = 1e-8 added after the bias correction. */
    ADAM,
    /** Adam with decoupled weight decay, Loshchilov and Hutter 2017 (arXiv:1711.05101). */
    ADAMW,
    /** Plain gradient descent. */
    SGD,
    /** Hinton's RMSProp, smoothing 0.99, ε = 1e-8 outside the root. */
    RMSPROP
}
