package dev.lattice.core.model;

import java.util.List;

/**
 * One weight or bias within the flat array of all parameters.
 *
 * @param name such as {@code encoder.0.weight}
 * @param shape [rows, columns] of a matrix, [1, units] of a bias, [output channels, input channels, height, width] of a kernel
 * @param fanIn inputs of a unit, which set the scale of initial values
 * @param offset position of its first number in the flat array; the last axis runs fastest
 */
public record ParameterBlock(String name, List<Integer> shape, int fanIn, int offset) {

    /** Copies the list. */
    public ParameterBlock {
        shape = List.copyOf(shape);
    }

    /** Returns the first axis: the rows of a matrix. */
    public int rows() {
        return shape.get(0);
    }

    /** Returns the values of a row. */
    public int columns() {
        return size() / rows();
    }

    /** Returns the number of values. */
    public int size() {
        return shape.stream().reduce(1, Math::multiplyExact);
    }

    /** Returns whether this is a bias. */
    public boolean isBias() {
        return name.endsWith(".bias");
    }
}
