package dev.lattice.core.engine.pack;

import dev.lattice.core.engine.fused.Activation;
import dev.lattice.core.engine.fused.Binarization;
import dev.lattice.core.engine.fused.OptimizerStep;

/**
 * What one operation does to one member of a pack. Places are offsets in floats in the pack's memory; matrices are row-major
 * without gaps. What each computes is said by the function of {@link dev.lattice.core.engine.fused.Kernels} or
 * {@link dev.lattice.core.engine.fused.MatrixProducts} of that name.
 */
public sealed interface Segment {

    /** Returns the member, from 0. */
    int member();

    /** Returns which operation. */
    Kind kind();

    /** Returns the fields as numbers, the member first: what a kernel reads. */
    long[] words();

    /** The operations. */
    enum Kind {
        /** {@link Gather}. */
        GATHER,
        /** {@link Product}. */
        PRODUCT,
        /** {@link LabelAdd}. */
        LABEL_ADD,
        /** {@link LabelSum}. */
        LABEL_SUM,
        /** {@link BiasActivation}. */
        BIAS_ACTIVATION,
        /** {@link ActivationBackward}. */
        ACTIVATION_BACKWARD,
        /** {@link Reparameterize}. */
        REPARAMETERIZE,
        /** {@link LatentGradient}. */
        LATENT_GRADIENT,
        /** {@link Output}. */
        OUTPUT,
        /** {@link SquaredError}. */
        SQUARED_ERROR,
        /** {@link Means}. */
        MEANS,
        /** {@link Store}. */
        STORE,
        /** {@link Update}. */
        UPDATE,
        /** {@link Sums}. */
        SUMS
    }

    /** Reads the step's images; its row r is image {@code order[step · stride + r]}. */
    record Gather(int member, int rows, int pixels, long target, Binarization.Mode mode) implements Segment {
        @Override
        public Kind kind() {
            return Kind.GATHER;
        }

        @Override
        public long[] words() {
            return new long[] {member, rows, pixels, target, mode.ordinal()};
        }
    }

    /** {@code c[m, n] = a[m, k] · b[k, n]}, an operand being stored as its transpose where it says so. */
    record Product(int member, int m, int n, int k, long a, boolean aTransposed, long b, boolean bTransposed, long c)
            implements Segment {
        @Override
        public Kind kind() {
            return Kind.PRODUCT;
        }

        @Override
        public long[] words() {
            return new long[] {member, m, n, k, a, aTransposed ? 1 : 0, b, bTransposed ? 1 : 0, c};
        }
    }

    /** Adds to each row of {@code values} the row of {@code weights} [classes, columns] that its image's class chooses. */
    record LabelAdd(int member, int rows, int columns, long weights, long values) implements Segment {
        @Override
        public Kind kind() {
            return Kind.LABEL_ADD;
        }

        @Override
        public long[] words() {
            return new long[] {member, rows, columns, weights, values};
        }
    }

    /** Sums the rows of {@code gradient} class by class into {@code sums} [classes, columns]. */
    record LabelSum(int member, int rows, int columns, long gradient, long sums, int classes) implements Segment {
        @Override
        public Kind kind() {
            return Kind.LABEL_SUM;
        }

        @Override
        public long[] words() {
            return new long[] {member, rows, columns, gradient, sums, classes};
        }
    }

    /** {@code values = activation(values + bias)}. */
    record BiasActivation(int member, int rows, int columns, long values, long bias, Activation activation)
            implements Segment {
        @Override
        public Kind kind() {
            return Kind.BIAS_ACTIVATION;
        }

        @Override
        public long[] words() {
            return new long[] {member, rows, columns, values, bias, activation.ordinal()};
        }
    }

    /** {@code gradient *= activation'}, taken from {@code output}, and the sums of its columns. */
    record ActivationBackward(
            int member, int rows, int columns, long gradient, long output, long biasGradient, Activation activation)
            implements Segment {
        @Override
        public Kind kind() {
            return Kind.ACTIVATION_BACKWARD;
        }

        @Override
        public long[] words() {
            return new long[] {member, rows, columns, gradient, output, biasGradient, activation.ordinal()};
        }
    }

    /** Adds the bias to the heads, draws z and finds each row's KL. */
    record Reparameterize(int member, int rows, int latent, long heads, long bias, long z, long noise, long rowKl)
            implements Segment {
        @Override
        public Kind kind() {
            return Kind.REPARAMETERIZE;
        }

        @Override
        public long[] words() {
            return new long[] {member, rows, latent, heads, bias, z, noise, rowKl};
        }
    }

    /** Turns the heads into their gradient, the KL term weighted as the step has it. */
    record LatentGradient(int member, int rows, int latent, long zGradient, long noise, long heads, long biasGradient)
            implements Segment {
        @Override
        public Kind kind() {
            return Kind.LATENT_GRADIENT;
        }

        @Override
        public long[] words() {
            return new long[] {member, rows, latent, zGradient, noise, heads, biasGradient};
        }
    }

    /**
     * Finds each row's loss and turns the logits into the gradient of the mean over rows.
     *
     * @param sigma standard deviation of a Gaussian decoder; 0 for a Bernoulli one
     */
    record Output(
            int member,
            int rows,
            int columns,
            long logits,
            long bias,
            long target,
            long rowLoss,
            long biasGradient,
            float sigma)
            implements Segment {
        @Override
        public Kind kind() {
            return Kind.OUTPUT;
        }

        @Override
        public long[] words() {
            return new long[] {
                member, rows, columns, logits, bias, target, rowLoss, biasGradient, Float.floatToRawIntBits(sigma)
            };
        }
    }

    /** {@code rowError = Σ (x − σ(logits + bias))²}; logits and {@code biasGradient} may be used up. */
    record SquaredError(
            int member, int rows, int columns, long logits, long bias, long target, long rowError, long biasGradient)
            implements Segment {
        @Override
        public Kind kind() {
            return Kind.SQUARED_ERROR;
        }

        @Override
        public long[] words() {
            return new long[] {member, rows, columns, logits, bias, target, rowError, biasGradient};
        }
    }

    /** Puts the means, the first half of each row of {@code heads}, into {@code z}. */
    record Means(int member, int rows, int latent, long heads, long z) implements Segment {
        @Override
        public Kind kind() {
            return Kind.MEANS;
        }

        @Override
        public long[] words() {
            return new long[] {member, rows, latent, heads, z};
        }
    }

    /** Copies {@code rows · width} floats to {@code target + step · stride · width}. */
    record Store(int member, int rows, int width, long source, long target) implements Segment {
        @Override
        public Kind kind() {
            return Kind.STORE;
        }

        @Override
        public long[] words() {
            return new long[] {member, rows, width, source, target};
        }
    }

    /** One step of the optimizer. Moments that the rule does not keep are the gradient's place. */
    record Update(
            int member, int parameters, long parameter, long gradient, long first, long second, OptimizerStep.Rule rule)
            implements Segment {
        @Override
        public Kind kind() {
            return Kind.UPDATE;
        }

        @Override
        public long[] words() {
            return new long[] {member, parameters, parameter, gradient, first, second, rule.ordinal()};
        }
    }

    /**
     * Adds the step's losses to the epoch's, or takes the member out if they, or a parameter, are no longer numbers.
     *
     * @param rowKl −1 for a member that does not sample
     */
    record Sums(int member, int rows, long rowLoss, long rowKl) implements Segment {
        @Override
        public Kind kind() {
            return Kind.SUMS;
        }

        @Override
        public long[] words() {
            return new long[] {member, rows, rowLoss, rowKl};
        }
    }
}
