package dev.lattice.core.engine.fused;

import dev.lattice.core.data.ImageSet;
import dev.lattice.core.engine.TrainingDivergedException;
import dev.lattice.core.engine.TrainingSession;
import dev.lattice.core.engine.TrainingState;
import dev.lattice.core.engine.TrainingTask;
import dev.lattice.core.trial.LossTerms;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;

/** Trains a network step by step; a step allocates nothing. */
final class FusedSession extends FusedInference implements TrainingSession {

    private final TrainingTask task;
    private final Input training;
    private final ImageSource images;
    private final Floats gradient;
    private final Floats[] moments;
    private final int draws;
    private final Pass full;
    private final Pass last;
    private final ImportanceGradient fullDraws;
    private final ImportanceGradient lastDraws;
    private final CodeGradient fullCodes;
    private final CodeGradient lastCodes;
    private long stepsDone;
    private int epochsDone;

    FusedSession(Workspace workspace, TrainingTask task) {
        super(
                workspace,
                task.network(),
                task.network().initialParameters(task.seeds()),
                task.spec().training().precision(),
                Optional.of(source(task.data().train())));
        this.task = task;
        ImageSet set = task.data().train();
        this.training = new Input(set, task.data().binarization(), task.seeds());
        this.images = source(set);
        long size = layout().size();
        this.gradient = workspace.floats(size);
        this.moments = new Floats
                [OptimizerStep.Rule.of(task.spec().training().optimizer()).moments()];
        for (int m = 0; m < moments.length; m++) {
            moments[m] = workspace.floats(size);
        }
        int batch = Math.min(task.spec().training().batchSize(), set.count());
        this.draws = network().variant().importanceSamples().orElse(1);
        boolean sparse = sparse(images);
        this.full = newPass(batch * draws, gradient, sparse);
        this.fullDraws = new ImportanceGradient(batch * draws, draws, network().latent());
        this.lastDraws = new ImportanceGradient(
                set.count() % batch * draws, draws, network().latent());
        this.fullCodes = new CodeGradient(network(), kernels(), workspace, batch, set.count());
        this.lastCodes = new CodeGradient(network(), kernels(), workspace, set.count() % batch, set.count());
        this.last = set.count() % batch == 0 ? full : newPass(set.count() % batch * draws, gradient, sparse);
    }

    @Override
    public LossTerms trainEpoch(int epoch, StepListener listener) {
        int count = training.images().count();
        int batch = task.spec().training().batchSize();
        int[] order = repeated(task.seeds().permutation("order", epoch, count));
        long noise = task.seeds().derive("noise", epoch);
        long prior = task.seeds().derive("prior", epoch);
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
            pass.gather(images, training.images()::label, order, from * draws, binarization);
            pass.encode(noise, from * draws * network().latent());
            pass.decode();
            pass.loss();
            CodeGradient codes = pass == full ? fullCodes : lastCodes;
            codes.drawPrior(prior, from * network().latent());
            OptionalDouble bound = backward(pass, klWeight, codes);
            boolean finite = update();
            double stepReconstruction = kernels().sum(pass.rowLoss()) / draws;
            double stepKl = kernels().sum(pass.rowKl()) / draws;
            double stepObjective = bound.orElse(stepReconstruction + klWeight * stepKl) + rows * codes.nats();
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

    /** Returns each image as often as it is drawn, side by side. */
    private int[] repeated(int[] order) {
        if (draws == 1) {
            return order;
        }
        int[] all = new int[Math.multiplyExact(order.length, draws)];
        Arrays.setAll(all, i -> order[i / draws]);
        return all;
    }

    /** Computes the gradient; returns the sum over images of −L_K where that is the objective. */
    private OptionalDouble backward(Pass pass, double klWeight, CodeGradient codes) {
        if (network().variant().importanceSamples().isEmpty()) {
            pass.backward(klWeight, codes);
            return OptionalDouble.empty();
        }
        ImportanceGradient weighted = pass == full ? fullDraws : lastDraws;
        pass.backward(weighted);
        return OptionalDouble.of(weighted.loss());
    }

    /** Takes a step of the optimizer and returns whether every parameter is still a finite number. */
    private boolean update() {
        stepsDone++;
        OptimizerStep step = OptimizerStep.of(task.spec().training(), stepsDone);
        // A rule ignores the moments that it does not keep; something of the right length stands in for them.
        Floats first = moments.length == 2 ? moments[0] : gradient;
        Floats second = moments.length == 0 ? gradient : moments[moments.length - 1];
        return kernels().update(step, flatParameters(), gradient, first, second);
    }

    @Override
    public float[] parameters() {
        return layout().gathered(flatParameters().toArray());
    }

    @Override
    public TrainingState state() {
        float[][] copies = new float[moments.length][];
        for (int m = 0; m < moments.length; m++) {
            copies[m] = layout().gathered(moments[m].toArray());
        }
        return new TrainingState(epochsDone, stepsDone, parameters(), copies);
    }

    @Override
    public void restore(TrainingState state) {
        flatParameters().copyFrom(layout().spread(state.parameters()), 0);
        for (int m = 0; m < moments.length; m++) {
            moments[m].copyFrom(layout().spread(state.moments()[m]), 0);
        }
        stepsDone = state.step();
        epochsDone = state.epoch();
    }
}
