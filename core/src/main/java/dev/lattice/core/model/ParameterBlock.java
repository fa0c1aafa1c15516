package dev.lattice.core.model;

/**
 * One weight matrix or bias vector within the flat array of all parameters.
 *
 * @param name such as {@code encoder.0.weight}
 * @param rows of the matrix; 1 for a bias
 * @param columns of the matrix
 * @param fanIn input units of the layer, which set the scale of initial values
 * @param offset position of its first number in the flat array; rows follow each other
 */
public record ParameterBlock(String name, int rows, int columns, int fanIn, int offset) {

    /** Returns the number of values. */
    public int size() {
        return rows * columns;
    }

    /** Returns whether this is a bias. */
    public boolean isBias() {
        return name.endsWith(".bias");
    }
}
