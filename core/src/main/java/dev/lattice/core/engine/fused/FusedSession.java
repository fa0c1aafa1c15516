package dev.lattice.core.engine.fused;

import dev.lattice.core.config.OptimizerKind;
import dev.lattice.core.config.TrainingSpec;
import dev.lattice.core.data.ImageSet;
import dev.lattice.core.engine.TrainingDivergedException;
import dev.lattice.core.engine.TrainingSession;
import dev.lattice.core.engine.TrainingState;
import dev.lattice.core.engine.TrainingTask;
import dev.lattice.core.trial.LossTerms;

/** Trains a network step by step; a step allocates nothing. */
final class FusedSession extends FusedInference implements TrainingSession {

    private final TrainingTask task;
    private final Input training;
    private final ImageSource images;
    private final Floats gradient;
    private final Floats[] moments;
    private final Pass full;
    private final Pass last;
    private long stepsDone;
    private int epochsDone;

    FusedSession(Workspace workspace, TrainingTask task) {
        super(
                workspace,
                task.network(),
                task.network().initialParameters(task.seeds()),
                task.spec().training().precision());
        this.task = task;
        ImageSet set = task.data().train();
        this.training = new Input(set, task.data().binarization(), task.seeds());
        this.images = source(set);
        int size = network().parameterCount();
        this.gradient = workspace.floats(size);
        this.moments = new Floats[momentCount(task.spec().training().optimizer())];
        for (int m = 0; m < moments.length; m++) {
            moments[m] = workspace.floats(size);
        }
        int batch = Math.min(task.spec().training().batchSize(), set.count());
        this.full = newPass(batch, gradient);
        this.last = set.count() % batch == 0 ? full : newPass(set.count() % batch, gradient);
    }

    private static int momentCount(OptimizerKind kind) {
        return switch (kind) {
            case ADAM, ADAMW -> 2;
            case RMSPROP -> 1;
            case SGD -> 0;
        };
    }

    @Override
    public LossTerms trainEpoch(int epoch, StepListener listener) {
        int count = training.images().count();
        int batch = task.spec().training().batchSize();
        int[] order = task.seeds().permutation("order", epoch, count);
        long noise = task.seeds().derive("noise", epoch);
        Binarization binarization = binarization(training, epoch);
        int steps = task.stepsPerEpoch();
        double reconstruction = 0;
        double kl = 0;
        double objective = 0;
        double lastFinite = Double.NaN;
        for (int step = 1; step <= steps; step++) {
            int from = (step - 1) * batch;
            int rows = Math.min(batch, count - from);
            Pass pass = step == steps ? last : full;
            double klWeight = network().variant().klWeight(epoch - 1 + (step - 1) / (double) steps);
            pass.gather(images, training.images()::label, order, from, binarization);
            pass.encode(noise, from * network().latent());
            pass.decode();
            pass.loss();
            pass.backward(klWeight);
            boolean finite = update();
            double stepReconstruction = kernels().sum(pass.rowLoss());
            double stepKl = kernels().sum(pass.rowKl());
            double stepObjective = stepReconstruction + klWeight * stepKl;
            if (!finite || !Double.isFinite(stepObjective)) {
                throw new TrainingDivergedException(epoch, step, lastFinite);
            }
            lastFinite = stepObjective / rows;
            reconstruction += stepReconstruction;
            kl += stepKl;
            objective += stepObjective;
            listener.stepped(epoch, step, steps);
        }
        epochsDone = epoch;
        return new LossTerms(reconstruction / count, kl / count, objective / count);
    }

    /** Takes a step of the optimizer and returns whether every parameter is still a finite number. */
    private boolean update() {
        stepsDone++;
        TrainingSpec spec = task.spec().training();
        OptimizerStep step = switch (spec.optimizer()) {
            case ADAM -> OptimizerStep.adam(spec.learningRate(), stepsDone);
            case ADAMW -> OptimizerStep.adamW(spec.learningRate(), spec.weightDecay(), stepsDone);
            case RMSPROP -> OptimizerStep.rmsProp(spec.learningRate());
            case SGD -> OptimizerStep.sgd(spec.learningRate());
        };
        // A rule ignores the moments that it does not keep; something of the right length stands in for them.
        Floats first = moments.length == 2 ? moments[0] : gradient;
        Floats second = moments.length == 0 ? gradient : moments[moments.length - 1];
        return kernels().update(step, flatParameters(), gradient, first, second);
    }

    @Override
    public float[] parameters() {
        return flatParameters().toArray();
    }

    @Override
    public TrainingState state() {
        float[][] copies = new float[moments.length][];
        for (int m = 0; m < moments.length; m++) {
            copies[m] = moments[m].toArray();
        }
        return new TrainingState(epochsDone, stepsDone, parameters(), copies);
    }

    @Override
    public void restore(TrainingState state) {
        flatParameters().copyFrom(state.parameters(), 0);
        for (int m = 0; m < moments.length; m++) {
            moments[m].copyFrom(state.moments()[m], 0);
        }
        stepsDone = state.step();
        epochsDone = state.epoch();
    }
}
