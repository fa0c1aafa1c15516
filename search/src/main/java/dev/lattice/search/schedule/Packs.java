package dev.lattice.search.schedule;

import dev.lattice.core.config.DatasetSpec;
import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.engine.Packing;
import dev.lattice.core.engine.TrainingTask;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Divides trainings into packs that fit a device and end together. */
public final class Packs {

    private Packs() {}

    /** What trainings of one pack share. */
    private record Key(Object ofEngine, DatasetSpec dataset) {}

    /**
     * Returns packs of one batch size and the same images, the longest trainings first. Those of as many epochs are put together, so that
     * no pack goes on for the sake of a few.
     *
     * @param lineages that the engine of {@code packing} trains
     * @param tasks returns a lineage's task
     */
    public static List<List<Lineage>> of(
            List<Lineage> lineages, Packing packing, Function<Lineage, TrainingTask> tasks) {
        Map<Key, List<Lineage>> groups = new LinkedHashMap<>();
        lineages.forEach(lineage -> groups.computeIfAbsent(key(lineage, packing), k -> new ArrayList<>())
                .add(lineage));
        List<List<Lineage>> packs = new ArrayList<>();
        groups.values().forEach(group -> {
            group.sort(Comparator.comparingInt(lineage -> -Lineage.epochs(lineage.last())));
            divide(group, packing, tasks, packs);
        });
        packs.sort(Comparator.comparingInt(pack -> -Lineage.epochs(pack.get(0).last()) * pack.size()));
        return packs;
    }

    private static Key key(Lineage lineage, Packing packing) {
        ExperimentSpec spec = lineage.last().experiment();
        // With the seed of its split, which is the first repeat's own and the others are told.
        return new Key(packing.key(spec), spec.dataset().withSplitSeed(spec.splitSeed()));
    }

    private static void divide(
            List<Lineage> group, Packing packing, Function<Lineage, TrainingTask> tasks, List<List<Lineage>> packs) {
        long capacity = packing.capacity();
        List<Lineage> pack = new ArrayList<>();
        long taken = 0;
        for (Lineage lineage : group) {
            long bytes = packing.bytes(tasks.apply(lineage));
            if (!pack.isEmpty() && (taken + bytes > capacity || pack.size() == Packing.MOST)) {
                packs.add(pack);
                pack = new ArrayList<>();
                taken = 0;
            }
            pack.add(lineage);
            taken += bytes;
        }
        packs.add(pack);
    }
}
