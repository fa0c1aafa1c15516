/**
 * The members of the family and the networks they share.
 *
 * <p>A {@link dev.lattice.core.model.Variant} says what is given to encoder and decoder and what is minimized; a
 * {@link dev.lattice.core.model.Network} is the shape of the layers, dense and convolutional, and the layout of the parameters, the same for every
 * variant and engine. No loss is computed here: see {@link dev.lattice.core.objective}.
 */
package dev.lattice.core.model;
