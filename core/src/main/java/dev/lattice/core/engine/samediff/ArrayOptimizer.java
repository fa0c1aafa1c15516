package dev.lattice.core.engine.samediff;

import dev.lattice.core.config.OptimizerKind;
import dev.lattice.core.config.TrainingSpec;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Update rules on ND4J arrays, with PyTorch's definitions: ND4J's own Adam adds ε before the bias correction, which is
 * another number.
 */
final class ArrayOptimizer {

    private static final double BETA_1 = 0.9;
    private static final double BETA_2 = 0.999;
    private static final double RMSPROP_SMOOTHING = 0.99;
    private static final double EPSILON = 1e-8;

    private final TrainingSpec spec;
    private final List<List<INDArray>> moments = new ArrayList<>();
    private long step;

    ArrayOptimizer(TrainingSpec spec, List<INDArray> parameters) {
        this.spec = spec;
        for (int m = 0; m < momentCount(spec.optimizer()); m++) {
            moments.add(parameters.stream().map(Nd4j::zerosLike).toList());
        }
    }

    /** Returns how many moving averages a rule keeps of each parameter. */
    static int momentCount(OptimizerKind kind) {
        return switch (kind) {
            case ADAM, ADAMW -> 2;
            case RMSPROP -> 1;
            case SGD -> 0;
        };
    }

    long step() {
        return step;
    }

    List<List<INDArray>> moments() {
        return moments;
    }

    void restore(long steps) {
        step = steps;
    }

    /** Changes the parameters in place; the gradients are used up. */
    void update(List<INDArray> parameters, List<INDArray> gradients) {
        step++;
        for (int i = 0; i < parameters.size(); i++) {
            update(parameters.get(i), gradients.get(i), i);
        }
    }

    private void update(INDArray p, INDArray g, int i) {
        double rate = spec.learningRate();
        switch (spec.optimizer()) {
            case SGD -> p.subi(g.muli(rate));
            case RMSPROP -> {
                INDArray v = moments.get(0).get(i);
                v.muli(RMSPROP_SMOOTHING).addi(g.mul(g).muli(1 - RMSPROP_SMOOTHING));
                p.subi(g.muli(rate).divi(Transforms.sqrt(v, true).addi(EPSILON)));
            }
            case ADAM, ADAMW -> {
                if (spec.weightDecay() > 0) {
                    p.muli(1 - rate * spec.weightDecay());
                }
                INDArray m = moments.get(0).get(i);
                INDArray v = moments.get(1).get(i);
                m.muli(BETA_1).addi(g.mul(1 - BETA_1));
                v.muli(BETA_2).addi(g.muli(g).muli(1 - BETA_2));
                double corrected1 = 1 - Math.pow(BETA_1, step);
                double corrected2 = 1 - Math.pow(BETA_2, step);
                INDArray root =
                        Transforms.sqrt(v, true).divi(Math.sqrt(corrected2)).addi(EPSILON);
                p.subi(m.mul(rate / corrected1).divi(root));
            }
        }
    }
}
