package dev.lattice.core.engine.pack;

import dev.lattice.core.config.Binarization;
import dev.lattice.core.data.DataSplit;
import dev.lattice.core.data.ImageSet;
import dev.lattice.core.engine.Inference;
import dev.lattice.core.engine.TrainingDivergedException;
import dev.lattice.core.engine.TrainingSession.StepListener;
import dev.lattice.core.engine.TrainingState;
import dev.lattice.core.engine.TrainingTask;
import dev.lattice.core.engine.fused.OptimizerStep;
import dev.lattice.core.trial.LossTerms;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Trainings that take their steps together on one device. They share images, batch size and precision; networks, variants, optimizers and
 * seeds are each one's own, and what becomes of one does not depend on the others. For use by one thread at a time.
 */
final class Pack implements AutoCloseable {

    /** Images of a step of a look, as many as the fused engine takes. */
    static final int LOOK_ROWS = 500;

    private final List<TrainingTask> tasks;
    private final List<MemberLayout> layouts = new ArrayList<>();
    private final List<MemberSteps> steps = new ArrayList<>();
    private final Map<Integer, PackDevice.Prepared> training = new TreeMap<>();
    private final Map<List<Object>, PackDevice.Prepared> looking = new LinkedHashMap<>();
    private final PackRuns runs;
    private final PackDevice device;
    private final ImageSet train;
    private final ImageSet validation;
    private final int batch;
    private final long[] stepsDone;
    private final int[] epochsDone;

    /**
     * Lays the tasks out and gives them their initial parameters.
     *
     * @param tasks at least one, of one {@link PackEngine#key}
     * @throws OutOfMemoryError if the device has too little
     */
    Pack(List<TrainingTask> tasks, PackDevice.Maker devices) {
        this.tasks = List.copyOf(tasks);
        this.runs = new PackRuns(this.tasks);
        DataSplit data = tasks.get(0).data();
        train = data.train();
        validation = data.validation();
        batch = Math.min(tasks.get(0).spec().training().batchSize(), train.count());
        MemberLayout.Places places = new MemberLayout.Places();
        for (int m = 0; m < tasks.size(); m++) {
            TrainingTask task = tasks.get(m);
            OptimizerStep.Rule rule =
                    OptimizerStep.Rule.of(task.spec().training().optimizer());
            MemberLayout layout =
                    new MemberLayout(m, task.network(), rule.moments(), rows(task), validation.count(), places);
            layouts.add(layout);
            steps.add(new MemberSteps(layout, rule, mode(data.binarization())));
        }
        int most = Math.max(tasks.get(0).stepsPerEpoch(), steps(validation.count(), LOOK_ROWS));
        device = devices.make(new PackDevice.Size(
                places.taken(),
                tasks.size(),
                most,
                tasks.get(0).spec().training().precision(),
                train,
                validation));
        stepsDone = new long[tasks.size()];
        epochsDone = new int[tasks.size()];
        for (int m = 0; m < tasks.size(); m++) {
            float[] initial =
                    tasks.get(m).network().initialParameters(tasks.get(m).seeds());
            device.write(layouts.get(m).parameters, layouts.get(m).flat.spread(initial));
        }
    }

    /** Returns the bytes that a task takes of a device's memory. */
    static long bytes(TrainingTask task) {
        MemberLayout.Places places = new MemberLayout.Places();
        int moments = OptimizerStep.Rule.of(task.spec().training().optimizer()).moments();
        int images = task.data().validation().count();
        MemberLayout unused = new MemberLayout(0, task.network(), moments, rows(task), images, places);
        return (places.taken() + unused.heads()) * Float.BYTES
                + (long) Integer.BYTES * task.data().train().count();
    }

    private static int rows(TrainingTask task) {
        int looked = Math.min(LOOK_ROWS, task.data().validation().count());
        return Math.max(
                looked,
                Math.min(task.spec().training().batchSize(), task.data().train().count()));
    }

    private static int steps(int images, int rows) {
        return (images + rows - 1) / rows;
    }

    private static dev.lattice.core.engine.fused.Binarization.Mode mode(Binarization binarization) {
        return switch (binarization) {
            case NONE -> dev.lattice.core.engine.fused.Binarization.Mode.NONE;
            case THRESHOLD -> dev.lattice.core.engine.fused.Binarization.Mode.THRESHOLD;
            case DYNAMIC, STATIC -> dev.lattice.core.engine.fused.Binarization.Mode.BERNOULLI;
        };
    }

    /** What a member is to train. */
    record Epoch(int epoch, StepListener listener) {}

    /**
     * What came of it.
     *
     * @param terms mean losses; null where there is a failure
     * @param failure a divergence, or what the listener threw; else null
     */
    record Outcome(LossTerms terms, RuntimeException failure) {}

    /** Trains an epoch of each of some members, which need not be the same epoch. */
    Map<Integer, Outcome> train(Map<Integer, Epoch> asked) {
        int count = tasks.get(0).stepsPerEpoch();
        device.begin(runs.training(asked, stepsDone, batch, count));
        Map<Integer, RuntimeException> stopped = new TreeMap<>();
        for (int step = 1; step <= count && stopped.size() < asked.size(); step++) {
            int rows = Math.min(batch, train.count() - (step - 1) * batch);
            device.step(training.computeIfAbsent(rows, this::training));
            for (Map.Entry<Integer, Epoch> entry : asked.entrySet()) {
                int member = entry.getKey();
                if (!stopped.containsKey(member)) {
                    try {
                        entry.getValue().listener().stepped(entry.getValue().epoch(), step, count);
                    } catch (RuntimeException e) {
                        stopped.put(member, e);
                        device.drop(member);
                    }
                }
            }
        }
        PackTotals totals = device.totals();
        Map<Integer, Outcome> outcomes = new TreeMap<>();
        asked.forEach((member, epoch) -> {
            RuntimeException failure = stopped.get(member);
            int divergedAt = totals.divergedAt()[member];
            if (divergedAt > 0) {
                failure = new TrainingDivergedException(epoch.epoch(), divergedAt, totals.lastFinite()[member]);
            }
            if (failure == null) {
                stepsDone[member] += count;
                epochsDone[member] = epoch.epoch();
            }
            outcomes.put(member, new Outcome(failure == null ? terms(totals, member) : null, failure));
        });
        return outcomes;
    }

    private LossTerms terms(PackTotals totals, int member) {
        double images = train.count();
        return new LossTerms(
                totals.reconstruction()[member] / images,
                totals.kl()[member] / images,
                totals.objective()[member] / images);
    }

    private PackDevice.Prepared training(int rows) {
        PackProgram.Builder program = new PackProgram.Builder();
        steps.forEach(member -> member.train(rows, program));
        return device.prepare(program.build(PackProgram.Data.TRAIN));
    }

    /**
     * Looks at the validation images with the parameters of some members.
     *
     * @param measured for each member whether codes and squared errors are wanted; without them they are empty
     */
    Map<Integer, Inference.Measures> look(Map<Integer, Boolean> measured) {
        boolean all = measured.containsValue(true);
        int images = validation.count();
        int rows = Math.min(LOOK_ROWS, images);
        device.begin(runs.looking(measured.keySet(), rows, steps(images, rows)));
        for (int from = 0; from < images; from += rows) {
            int now = Math.min(rows, images - from);
            device.step(looking.computeIfAbsent(List.of(now, all), key -> looking(now, all)));
        }
        device.totals();
        Map<Integer, Inference.Measures> found = new TreeMap<>();
        measured.forEach((member, wanted) -> found.put(member, found(layouts.get(member), images, wanted)));
        return found;
    }

    private PackDevice.Prepared looking(int rows, boolean measured) {
        PackProgram.Builder program = new PackProgram.Builder();
        steps.forEach(member -> member.look(rows, validation.count(), measured, program));
        return device.prepare(program.build(PackProgram.Data.VALIDATION));
    }

    private Inference.Measures found(MemberLayout layout, int images, boolean measured) {
        long[] places = layout.looked(images);
        Inference.ImageLosses losses =
                new Inference.ImageLosses(device.read(places[0], images), device.read(places[1], images));
        int latent = layout.network.latent();
        float[] none = {};
        if (!measured) {
            return new Inference.Measures(losses, new Inference.Codes(latent, none, none), none);
        }
        int width = layout.heads();
        float[] heads = device.read(places[3], images * width);
        float[] mean = new float[images * latent];
        float[] logVar = new float[width > latent ? images * latent : 0];
        for (int i = 0; i < images; i++) {
            System.arraycopy(heads, i * width, mean, i * latent, latent);
            if (logVar.length > 0) {
                System.arraycopy(heads, i * width + latent, logVar, i * latent, latent);
            }
        }
        Inference.Codes codes = new Inference.Codes(latent, mean, logVar);
        return new Inference.Measures(losses, codes, device.read(places[2], images));
    }

    TrainingTask task(int member) {
        return tasks.get(member);
    }

    float[] parameters(int member) {
        MemberLayout layout = layouts.get(member);
        return numbers(layout, layout.parameters);
    }

    /** Returns parameters or moments as the network has them. */
    private float[] numbers(MemberLayout layout, long from) {
        return layout.flat.gathered(device.read(from, Math.toIntExact(layout.flat.size())));
    }

    TrainingState state(int member) {
        MemberLayout layout = layouts.get(member);
        float[][] moments = new float[layout.moments.length][];
        for (int m = 0; m < moments.length; m++) {
            moments[m] = numbers(layout, layout.moments[m]);
        }
        return new TrainingState(epochsDone[member], stepsDone[member], parameters(member), moments);
    }

    void restore(int member, TrainingState state) {
        MemberLayout layout = layouts.get(member);
        device.write(layout.parameters, layout.flat.spread(state.parameters()));
        for (int m = 0; m < layout.moments.length; m++) {
            device.write(layout.moments[m], layout.flat.spread(state.moments()[m]));
        }
        stepsDone[member] = state.step();
        epochsDone[member] = state.epoch();
    }

    @Override
    public void close() {
        device.close();
    }
}
