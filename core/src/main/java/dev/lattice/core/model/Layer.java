package dev.lattice.core.model;

/** A layer of the encoder or decoder. Closed, because every engine has to know every kind. */
public sealed interface Layer {

    /** Returns the number of inputs per image. */
    int inputs();

    /** Returns the number of outputs per image. */
    int outputs();

    /**
     * y = act(x W + b).
     *
     * @param name prefix of its parameters
     * @param inputs columns of x
     * @param outputs columns of y
     * @param activated whether the model's activation follows
     * @param weight W, [inputs, outputs]
     * @param bias b, [1, outputs]
     */
    record Dense(String name, int inputs, int outputs, boolean activated, ParameterBlock weight, ParameterBlock bias)
            implements Layer {}
}
