package dev.lattice.core.engine.pack;

import dev.lattice.core.engine.Inference;
import dev.lattice.core.engine.TrainedModel;
import dev.lattice.core.engine.TrainingSession;
import dev.lattice.core.engine.TrainingState;
import dev.lattice.core.engine.TrainingTask;
import dev.lattice.core.model.Network;
import dev.lattice.core.trial.LossTerms;
import java.util.function.Function;

/**
 * One training of a pack. Epochs and looks at the validation images wait for the other members; everything else the engine for single
 * models does, with the parameters as they are.
 */
final class PackMember implements TrainingSession {

    private final PackMeeting meeting;
    private final int member;
    private final TrainingTask task;
    private final Function<TrainedModel, Inference> models;
    private Inference model;

    PackMember(PackMeeting meeting, int member, TrainingTask task, Function<TrainedModel, Inference> models) {
        this.meeting = meeting;
        this.member = member;
        this.task = task;
        this.models = models;
    }

    @Override
    public LossTerms trainEpoch(int epoch, StepListener steps) {
        forget();
        Pack.Outcome outcome = meeting.train(member, new Pack.Epoch(epoch, steps));
        if (outcome.failure() != null) {
            throw outcome.failure();
        }
        return outcome.terms();
    }

    @Override
    public float[] parameters() {
        return meeting.alone(pack -> pack.parameters(member));
    }

    @Override
    public TrainingState state() {
        return meeting.alone(pack -> pack.state(member));
    }

    @Override
    public void restore(TrainingState state) {
        forget();
        meeting.alone(pack -> {
            pack.restore(member, state);
            return null;
        });
    }

    @Override
    public Network network() {
        return task.network();
    }

    @Override
    public ImageLosses evaluate(Input input) {
        return isValidation(input) ? meeting.look(member, false).losses() : model().evaluate(input);
    }

    @Override
    public Measures measure(Input input) {
        return isValidation(input) ? meeting.look(member, true) : model().measure(input);
    }

    private boolean isValidation(Input input) {
        return input.images() == task.data().validation()
                && input.binarization() == task.data().binarization()
                && input.seeds().equals(task.seeds());
    }

    @Override
    public Codes encode(Input input) {
        return model().encode(input);
    }

    @Override
    public float[] decode(float[] z, int[] labels) {
        return model().decode(z, labels);
    }

    @Override
    public float[] crossEntropies(Input input) {
        return model().crossEntropies(input);
    }

    @Override
    public void importanceWeights(Input input, int samples, WeightReader reader) {
        model().importanceWeights(input, samples, reader);
    }

    private Inference model() {
        if (model == null) {
            int height = task.data().train().height();
            int width = task.data().train().width();
            model = models.apply(new TrainedModel(task.spec(), task.network(), height, width, parameters()));
        }
        return model;
    }

    /** Drops the model whose parameters are about to be those of before. */
    private void forget() {
        if (model != null) {
            model.close();
            model = null;
        }
    }

    @Override
    public void close() {
        forget();
        meeting.leave(member);
    }
}
