package dev.lattice.core.engine.fused;

import dev.lattice.core.config.OptimizerKind;
import dev.lattice.core.config.TrainingSpec;

/**
 * One step of an optimizer with all its coefficients, in PyTorch's definitions.
 *
 * <p>SGD: p −= lr·g. RMSProp: v = αv + (1−α)g², p −= lr·g / (√v + ε). Adam: m = β₁m + (1−β₁)g, v = β₂v + (1−β₂)g²,
 * p −= lr/(1−β₁ᵗ) · m / (√(v/(1−β₂ᵗ)) + ε); Kingma and Ba, arXiv:1412.6980. AdamW: p *= 1 − lr·decay first;
 * Loshchilov and Hutter, arXiv:1711.05101.
 *
 * @param rule which formula
 * @param learningRate lr; for Adam and AdamW already divided by 1−β₁ᵗ
 * @param firstDecay β₁
 * @param firstGain 1 − β₁
 * @param secondDecay β₂, or α of RMSProp
 * @param secondGain 1 minus that. Not the difference of the float: 1 − 0.999f is 1.3e-5 short of 0.001, and every step of Adam
 *     would be 6e-6 too long
 * @param rootScale 1/√(1−β₂ᵗ), or 1
 * @param epsilon ε, added to the scaled root
 * @param keep 1 − lr·decay of AdamW, or 1
 */
public record OptimizerStep(
        Rule rule,
        float learningRate,
        float firstDecay,
        float firstGain,
        float secondDecay,
        float secondGain,
        float rootScale,
        float epsilon,
        float keep) {

    /** The update formulas; AdamW is Adam with {@code keep} below 1. */
    public enum Rule {
        /** Gradient descent. */
        SGD(0),
        /** Root mean square propagation. */
        RMSPROP(1),
        /** Adam and AdamW. */
        ADAM(2);

        private final int moments;

        Rule(int moments) {
            this.moments = moments;
        }

        /** Returns the number of moving averages that the rule keeps of each parameter. */
        public int moments() {
            return moments;
        }

        /** Returns the rule of an optimizer. */
        public static Rule of(OptimizerKind kind) {
            return switch (kind) {
                case ADAM, ADAMW -> ADAM;
                case RMSPROP -> RMSPROP;
                case SGD -> SGD;
            };
        }
    }

    /**
     * A moment below this becomes 0. The weights of a unit or a pixel that falls silent have moments that decay
     * into the denormal numbers, where they stay and where an addition takes a hundred times as long. Divided by ε, this much
     * of a first moment moves no parameter, and the root of this much of a second one is far below ε.
     */
    public static final float LEAST_MOMENT = 1e-30f;

    private static final float EPSILON = 1e-8f;
    private static final double ALPHA = 0.99;
    private static final double BETA_1 = 0.9;
    private static final double BETA_2 = 0.999;

    /**
     * Returns step {@code step} of the optimizer that an experiment names.
     *
     * @param step t, from 1
     */
    public static OptimizerStep of(TrainingSpec spec, long step) {
        return switch (spec.optimizer()) {
            case ADAM -> adam(spec.learningRate(), step);
            case ADAMW -> adamW(spec.learningRate(), spec.weightDecay(), step);
            case RMSPROP -> rmsProp(spec.learningRate());
            case SGD -> sgd(spec.learningRate());
        };
    }

    /** Returns a step of plain gradient descent. */
    public static OptimizerStep sgd(double learningRate) {
        return new OptimizerStep(Rule.SGD, (float) learningRate, 0f, 0f, 0f, 0f, 1f, 0f, 1f);
    }

    /** Returns a step of RMSProp with α = 0.99, ε = 1e-8. */
    public static OptimizerStep rmsProp(double learningRate) {
        return new OptimizerStep(
                Rule.RMSPROP, (float) learningRate, 0f, 0f, (float) ALPHA, (float) (1 - ALPHA), 1f, EPSILON, 1f);
    }

    /**
     * Returns step {@code step} of Adam with β = (0.9, 0.999), ε = 1e-8.
     *
     * @param step t, from 1
     */
    public static OptimizerStep adam(double learningRate, long step) {
        return adamW(learningRate, 0, step);
    }

    /**
     * Returns step {@code step} of AdamW with β = (0.9, 0.999), ε = 1e-8.
     *
     * @param decay weight decay, decoupled from the gradient
     * @param step t, from 1
     */
    public static OptimizerStep adamW(double learningRate, double decay, long step) {
        if (step < 1) {
            throw new IllegalArgumentException("`step` counts from 1, but was " + step);
        }
        return new OptimizerStep(
                Rule.ADAM,
                (float) (learningRate / (1 - Math.pow(BETA_1, step))),
                (float) BETA_1,
                (float) (1 - BETA_1),
                (float) BETA_2,
                (float) (1 - BETA_2),
                (float) (1 / Math.sqrt(1 - Math.pow(BETA_2, step))),
                EPSILON,
                (float) (1 - learningRate * decay));
    }
}
