package dev.lattice.core.model;

import java.util.Optional;

/** A layer of the encoder or decoder. Closed, because every engine has to know every kind. */
public sealed interface Layer {

    /** Returns the number of inputs per image. */
    int inputs();

    /** Returns the number of outputs per image. */
    int outputs();

    /**
     * y = act(x Wᵀ + L[label] + b).
     *
     * @param name prefix of its parameters
     * @param inputs columns of x, the label not counted
     * @param outputs columns of y
     * @param activated whether the model's activation follows
     * @param weight W, [outputs, inputs]
     * @param label L, [classes, outputs], the row of an image's class is added; empty unless the layer is given the label.
     *     It is the part of W that a one-hot label would be multiplied by.
     * @param bias b, [1, outputs]
     */
    record Dense(
            String name,
            int inputs,
            int outputs,
            boolean activated,
            ParameterBlock weight,
            Optional<ParameterBlock> label,
            ParameterBlock bias)
            implements Layer {}
}
