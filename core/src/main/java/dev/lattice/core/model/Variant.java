package dev.lattice.core.model;

import dev.lattice.core.objective.CodeTerm;
import dev.lattice.core.objective.LossGraph;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * A member of the family: what its encoder and decoder are given, and what is minimized.
 *
 * <p>An extension point: a new variant is one class plus its line in {@code META-INF/services}. Everything else (parsing,
 * listing, gradient checks) iterates {@link Variants#all()}.
 */
public interface Variant {

    /** Returns the name in experiment files. */
    String name();

    /** Returns the name in tables. */
    String title();

    /** Returns the paper: authors, title, year, arXiv number. */
    String citation();

    /**
     * Returns the variant with the options of an experiment, from keys such as {@code model.beta}.
     *
     * @throws dev.lattice.core.config.ConfigException if an option is unknown or its value out of range
     */
    Variant configured(Map<String, Object> options);

    /** Returns whether z is drawn from q(z|x); otherwise z is the encoder's output. */
    boolean samples();

    /** Returns whether codes are trained to follow N(0, I), so that draws of it can be decoded. */
    default boolean hasPrior() {
        return samples();
    }

    /** Returns whether encoder and decoder are given the label, so that bounds are on log p(x|y). */
    boolean givenLabel();

    /**
     * Returns the weight of the KL term in the objective.
     *
     * @param epochsDone passes over the training data before this step, with its fraction; infinity after training
     */
    double klWeight(double epochsDone);

    /**
     * Returns an objective of the variant's own, in nats for each image [batch]; empty for
     * {@link dev.lattice.core.objective.WeightedElbo}, which with {@link #codeTerm} and the objective of {@link #importanceSamples} is all
     * that engines without autodiff know.
     */
    default Optional<Function<LossGraph, SDVariable>> objective() {
        return Optional.empty();
    }

    /**
     * Returns K where the objective is the importance-weighted bound of K draws, {@link dev.lattice.core.objective.ImportanceBound};
     * in training engines then see each image K times, side by side. Empty for every other objective, which takes one draw.
     */
    default OptionalInt importanceSamples() {
        return OptionalInt.empty();
    }

    /**
     * Returns the lower code of a variant with two stochastic layers; empty for one layer. A variant that has one has an
     * {@link #objective}, by which engines without autodiff refuse it.
     */
    default Optional<LowerCode> lowerCode() {
        return Optional.empty();
    }

    /**
     * Returns a term of the objective that is of all codes of a batch together; it comes on top of the mean over images, so that
     * only the batches of a training have it.
     */
    default Optional<CodeTerm> codeTerm() {
        return Optional.empty();
    }
}
