package dev.lattice.core.engine.samediff;

import dev.lattice.core.engine.TrainingDivergedException;
import dev.lattice.core.engine.TrainingSession;
import dev.lattice.core.engine.TrainingState;
import dev.lattice.core.engine.TrainingTask;
import dev.lattice.core.model.ParameterBlock;
import dev.lattice.core.trial.LossTerms;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.api.OutAndGrad;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Trains a graph: gradients by autodiff, updates by {@link ArrayOptimizer}. */
final class SameDiffSession extends SameDiffInference implements TrainingSession {

    private final TrainingTask task;
    private final Input training;
    private final ArrayOptimizer optimizer;
    private int epochsDone;

    SameDiffSession(TrainingTask task, NetworkGraph graph) {
        super(graph);
        this.task = task;
        this.training = new Input(task.data().train(), task.data().binarization(), task.seeds());
        this.optimizer = new ArrayOptimizer(task.spec().training(), graph.parameterArrays());
    }

    @Override
    public LossTerms trainEpoch(int epoch, StepListener listener) {
        int count = training.images().count();
        int batch = task.spec().training().batchSize();
        int[] order = task.seeds().permutation("order", epoch, count);
        long noise = task.seeds().derive("noise", epoch);
        long prior = task.seeds().derive("prior", epoch);
        int steps = task.stepsPerEpoch();
        int draws = network().variant().importanceSamples().orElse(1);
        double reconstruction = 0;
        double kl = 0;
        double objective = 0;
        double lastFinite = Double.NaN;
        for (int step = 1; step <= steps; step++) {
            int from = (step - 1) * batch;
            int[] chosen = Arrays.copyOfRange(order, from, Math.min(from + batch, count));
            int[] drawn = repeated(chosen, draws);
            Map<String, INDArray> feed = images(training, drawn, epoch);
            addNoise(feed, noise, from * draws, drawn.length);
            addCodeTerm(feed, prior, from, chosen.length, count);
            LossTerms terms = step(feed, epoch - 1 + (step - 1) / (double) steps);
            if (!terms.isFinite() || !parametersAreFinite()) {
                throw new TrainingDivergedException(epoch, step, lastFinite);
            }
            lastFinite = terms.objective();
            reconstruction += terms.reconstruction() * chosen.length;
            kl += terms.kl() * chosen.length;
            objective += terms.objective() * chosen.length;
            listener.stepped(epoch, step, steps);
        }
        epochsDone = epoch;
        return new LossTerms(reconstruction / count, kl / count, objective / count);
    }

    /** Returns each image {@code draws} times, side by side. */
    private static int[] repeated(int[] images, int draws) {
        int[] all = new int[images.length * draws];
        Arrays.setAll(all, i -> images[i / draws]);
        return all;
    }

    private LossTerms step(Map<String, INDArray> feed, double epochsBefore) {
        boolean samples = network().variant().samples();
        List<String> outputs = new ArrayList<>(List.of(NetworkGraph.RECONSTRUCTION, NetworkGraph.OBJECTIVE));
        if (samples) {
            double weight = network().variant().klWeight(epochsBefore);
            feed.put(NetworkGraph.KL_WEIGHT, Nd4j.scalar(graph().type(), weight));
            outputs.add(NetworkGraph.KL);
        }
        List<String> names = graph().parameterNames();
        OutAndGrad result = graph().graph().calculateGradientsAndOutputs(feed, outputs, names);
        Map<String, INDArray> out = result.getOutputs();
        LossTerms terms = new LossTerms(
                out.get(NetworkGraph.RECONSTRUCTION).meanNumber().doubleValue(),
                samples ? out.get(NetworkGraph.KL).meanNumber().doubleValue() : 0,
                out.get(NetworkGraph.OBJECTIVE).getDouble(0));
        optimizer.update(
                graph().parameterArrays(),
                names.stream().map(n -> result.getGradients().get(n)).toList());
        return terms;
    }

    private boolean parametersAreFinite() {
        return graph().parameterArrays().stream()
                .allMatch(a -> Double.isFinite(a.sumNumber().doubleValue()));
    }

    @Override
    public float[] parameters() {
        return flat(graph().parameterArrays());
    }

    @Override
    public TrainingState state() {
        float[][] moments = optimizer.moments().stream().map(this::flat).toArray(float[][]::new);
        return new TrainingState(epochsDone, optimizer.step(), parameters(), moments);
    }

    @Override
    public void restore(TrainingState state) {
        assign(graph().parameterArrays(), state.parameters());
        for (int m = 0; m < state.moments().length; m++) {
            assign(optimizer.moments().get(m), state.moments()[m]);
        }
        optimizer.restore(state.step());
        epochsDone = state.epoch();
    }

    private float[] flat(List<INDArray> arrays) {
        float[] values = new float[network().parameterCount()];
        for (int i = 0; i < arrays.size(); i++) {
            copy(arrays.get(i), values, network().blocks().get(i).offset());
        }
        return values;
    }

    private void assign(List<INDArray> arrays, float[] values) {
        for (int i = 0; i < arrays.size(); i++) {
            ParameterBlock block = network().blocks().get(i);
            float[] part = Arrays.copyOfRange(values, block.offset(), block.offset() + block.size());
            arrays.get(i).assign(Nd4j.createFromArray(part).reshape(NetworkGraph.shape(block)));
        }
    }
}
