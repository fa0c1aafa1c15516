package dev.lattice.core.engine.fused;

import static dev.lattice.core.engine.fused.Lanes.FLOATS;
import static dev.lattice.core.engine.fused.Lanes.load;
import static dev.lattice.core.engine.fused.Lanes.store;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** The optimizer steps of {@link VectorKernels}, one pass each; {@link OptimizerStep} has the formulas. */
final class VectorOptimizer {

    private static final int LANES = FLOATS.length();
    private static final int BYTES = LANES * Float.BYTES;

    private VectorOptimizer() {}

    /** Returns whether all parameters are finite afterwards. */
    static boolean update(OptimizerStep step, Floats parameters, Floats gradient, Floats first, Floats second) {
        // The last, partial vector is a loop of its own: a store that masks would make every vector an object.
        int n = parameters.length();
        int full = n - n % LANES;
        boolean finite = run(step, parameters.slice(0, full), gradient.slice(0, full), first, second);
        if (full < n) {
            finite &= PlainKernels.TAIL.update(
                    step,
                    parameters.slice(full, n - full),
                    gradient.slice(full, n - full),
                    first.length() < n ? first : first.slice(full, n - full),
                    second.length() < n ? second : second.slice(full, n - full));
        }
        return finite;
    }

    private static boolean run(OptimizerStep step, Floats parameters, Floats gradient, Floats first, Floats second) {
        return switch (step.rule()) {
            case SGD -> sgd(step, parameters, gradient);
            case RMSPROP -> rmsProp(step, parameters, gradient, second);
            case ADAM -> adam(step, parameters, gradient, first, second);
        };
    }

    private static boolean sgd(OptimizerStep step, Floats parameters, Floats gradient) {
        Object p = parameters.lanes();
        Object g = gradient.lanes();
        FloatVector bad = Lanes.all(0f);
        for (int i = 0; i < parameters.length(); i += LANES) {
            long at = parameters.lanesAt() + i * Float.BYTES;
            FloatVector old = load(p, at);
            FloatVector updated =
                    old.sub(load(g, gradient.lanesAt() + i * Float.BYTES).mul(step.learningRate()));
            bad = bad.add(updated.sub(updated));
            store(updated, p, at);
        }
        // In place: a call that is not inlined takes an object, and then every vector of the loop is one.
        return bad.reduceLanes(VectorOperators.ADD) == 0f;
    }

    private static boolean rmsProp(OptimizerStep step, Floats parameters, Floats gradient, Floats second) {
        Object p = parameters.lanes();
        Object g = gradient.lanes();
        Object v = second.lanes();
        float decay = step.secondDecay();
        float gain = step.secondGain();
        FloatVector bad = Lanes.all(0f);
        for (int i = 0; i < parameters.length(); i += LANES) {
            long at = parameters.lanesAt() + i * Float.BYTES;
            long vAt = second.lanesAt() + i * Float.BYTES;
            FloatVector d = load(g, gradient.lanesAt() + i * Float.BYTES);
            FloatVector moment = load(v, vAt).mul(decay).add(d.mul(d).mul(gain));
            moment = moment.blend(0f, moment.compare(VectorOperators.LT, OptimizerStep.LEAST_MOMENT));
            FloatVector root = moment.lanewise(VectorOperators.SQRT).add(step.epsilon());
            FloatVector updated = load(p, at).sub(d.mul(step.learningRate()).div(root));
            bad = bad.add(updated.sub(updated));
            store(moment, v, vAt);
            store(updated, p, at);
        }
        return bad.reduceLanes(VectorOperators.ADD) == 0f;
    }

    private static boolean adam(OptimizerStep step, Floats parameters, Floats gradient, Floats first, Floats second) {
        Object p = parameters.lanes();
        Object g = gradient.lanes();
        Object m = first.lanes();
        Object v = second.lanes();
        // Offsets in locals: a field is read again after every store, which might have changed it for all the compiler
        // knows.
        long gAt = gradient.lanesAt();
        long mAt = first.lanesAt();
        long vAt = second.lanesAt();
        long at = parameters.lanesAt();
        int bytes = parameters.length() * Float.BYTES;
        float rate = step.learningRate();
        float decay1 = step.firstDecay();
        float gain1 = step.firstGain();
        float decay2 = step.secondDecay();
        float gain2 = step.secondGain();
        float rootScale = step.rootScale();
        float epsilon = step.epsilon();
        float keep = step.keep();
        FloatVector bad = Lanes.all(0f);
        for (int i = 0; i < bytes; i += BYTES) {
            FloatVector d = load(g, gAt + i);
            FloatVector m1 = load(m, mAt + i).mul(decay1).add(d.mul(gain1));
            m1 = m1.blend(0f, m1.abs().compare(VectorOperators.LT, OptimizerStep.LEAST_MOMENT));
            FloatVector v1 = load(v, vAt + i).mul(decay2).add(d.mul(d).mul(gain2));
            v1 = v1.blend(0f, v1.compare(VectorOperators.LT, OptimizerStep.LEAST_MOMENT));
            FloatVector root = v1.lanewise(VectorOperators.SQRT).mul(rootScale).add(epsilon);
            FloatVector p1 = load(p, at + i).mul(keep).sub(m1.mul(rate).div(root));
            // 0 for a finite number, NaN for the others; the loop waits for memory, so that this costs nothing.
            bad = bad.add(p1.sub(p1));
            store(m1, m, mAt + i);
            store(v1, v, vAt + i);
            store(p1, p, at + i);
        }
        return bad.reduceLanes(VectorOperators.ADD) == 0f;
    }
}
