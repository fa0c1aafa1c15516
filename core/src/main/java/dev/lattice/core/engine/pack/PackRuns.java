package dev.lattice.core.engine.pack;

import dev.lattice.core.data.PixelReader;
import dev.lattice.core.engine.TrainingTask;
import dev.lattice.core.engine.fused.OptimizerStep;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes the tables of runs from the members' tasks: what the fused engine works out from step to step. */
final class PackRuns {

    private final List<TrainingTask> tasks;

    PackRuns(List<TrainingTask> tasks) {
        this.tasks = tasks;
    }

    /**
     * Returns the run of an epoch of each of some members.
     *
     * @param stepsDone the optimizer's steps that each member has behind it
     * @param batch images of a step
     * @param count steps of the epoch
     */
    PackRun training(Map<Integer, Pack.Epoch> asked, long[] stepsDone, int batch, int count) {
        int members = tasks.size();
        int images = tasks.get(0).data().train().count();
        boolean[] active = new boolean[members];
        int[] orderOf = new int[members];
        long[] noiseKeys = new long[members];
        long[] pixelKeys = new long[members];
        double[] klWeights = new double[count * members];
        float[] klScales = new float[count * members];
        float[] optimizer = new float[count * members * PackRun.NUMBERS];
        Map<List<Long>, Integer> known = new LinkedHashMap<>();
        List<int[]> orders = new ArrayList<>();
        asked.forEach((member, asks) -> {
            TrainingTask task = tasks.get(member);
            int epoch = asks.epoch();
            active[member] = true;
            // Trainings of one seed go through the images in one order.
            orderOf[member] = known.computeIfAbsent(List.of(task.seeds().root(), (long) epoch), key -> {
                orders.add(task.seeds().permutation("order", epoch, images));
                return orders.size() - 1;
            });
            noiseKeys[member] = task.seeds().derive("noise", epoch);
            pixelKeys[member] = PixelReader.key(task.seeds(), task.data().binarization(), epoch);
            for (int step = 0; step < count; step++) {
                int rows = Math.min(batch, images - step * batch);
                int at = step * members + member;
                double weight = task.network().variant().klWeight(epoch - 1 + step / (double) count);
                klWeights[at] = weight;
                klScales[at] = (float) (weight / rows);
                PackRun.put(OptimizerStep.of(task.spec().training(), stepsDone[member] + step + 1), optimizer, at);
            }
        });
        return new PackRun(
                batch,
                count,
                active,
                orders.toArray(int[][]::new),
                orderOf,
                noiseKeys,
                pixelKeys,
                klWeights,
                klScales,
                optimizer);
    }

    /**
     * Returns the run of a look at the validation images.
     *
     * @param rows images of a step
     * @param count steps
     */
    PackRun looking(Iterable<Integer> members, int rows, int count) {
        boolean[] active = new boolean[tasks.size()];
        long[] noiseKeys = new long[tasks.size()];
        long[] pixelKeys = new long[tasks.size()];
        for (int member : members) {
            TrainingTask task = tasks.get(member);
            active[member] = true;
            noiseKeys[member] = task.seeds().derive("evaluation");
            pixelKeys[member] = PixelReader.key(task.seeds(), task.data().binarization(), 0);
        }
        int[][] asTheyStand = {};
        return new PackRun(
                rows,
                count,
                active,
                asTheyStand,
                new int[tasks.size()],
                noiseKeys,
                pixelKeys,
                new double[0],
                new float[0],
                new float[0]);
    }
}
