package dev.lattice.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.config.SpecBinder;
import dev.lattice.core.data.Dataset;
import dev.lattice.core.data.ImageSet;
import dev.lattice.core.engine.TrainingEngine;
import dev.lattice.core.engine.TrainingTask;
import dev.lattice.core.engine.fused.FusedEngine;
import dev.lattice.core.engine.pack.CpuPackDevice;
import dev.lattice.core.engine.pack.PackDevice;
import dev.lattice.core.engine.pack.PackEngine;
import dev.lattice.core.random.CounterRandom;
import dev.lattice.core.trial.EpochRecord;
import dev.lattice.core.trial.TrialRecord;
import dev.lattice.core.trial.TrialState;
import dev.lattice.search.space.SearchSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A search whose trainings are packed finds what one finds that trains them one after another, bit for bit on the CPU. */
@Timeout(120)
class PackedSweepTest extends SweepTests {

    /** Two batch sizes, so two packs, of 12 trainings each, some of which diverge. */
    private static final Map<String, Object> GRID = Map.of(
            "space",
            new TreeMap<>(Map.of(
                    "training.epochs", List.of(1, 3),
                    "training.batchSize", List.of(16, 50),
                    "training.learningRate", List.of(0.001, 1e30),
                    "model.hidden", List.of(List.of(8), List.of(12), List.of(9, 5)),
                    "model.variant", List.of("vae", "ae"))),
            "objective",
            "reconstruction");

    /** Remembers the packs that it was asked to open, and may find one too large. */
    private static final class Counting implements PackDevice.Maker {
        private final PackDevice.Maker cpu = new CpuPackDevice.Maker();
        private final List<Integer> packs = Collections.synchronizedList(new ArrayList<>());
        private final int most;
        private final long bytes;
        private final long floats;

        Counting(int most, long bytes) {
            this(most, bytes, Long.MAX_VALUE);
        }

        Counting(int most, long bytes, long floats) {
            this.most = most;
            this.bytes = bytes;
            this.floats = floats;
        }

        @Override
        public Optional<String> refusal() {
            return Optional.empty();
        }

        @Override
        public boolean supports(dev.lattice.core.config.Precision precision) {
            return cpu.supports(precision);
        }

        @Override
        public long freeBytes() {
            return bytes;
        }

        @Override
        public int atOnce() {
            return 2;
        }

        @Override
        public PackDevice make(PackDevice.Size size) {
            packs.add(size.members());
            if (size.members() > most || size.floats() > floats) {
                throw new OutOfMemoryError("a pack of " + size.members());
            }
            return cpu.make(size);
        }
    }

    private static TrainingEngine packed(Counting devices) {
        return new PackEngine("pack", devices, new FusedEngine());
    }

    @Test
    void equalsASearchThatTrainsOneAfterAnother() {
        Counting devices = new Counting(99, Long.MAX_VALUE);
        TrainingEngine engine = packed(devices);
        SweepOutcome packed = run("packed", s -> engine, SweepOptions.defaults(), new StopSignal());
        run("alone", s -> new FusedEngine(), SweepOptions.defaults(), new StopSignal());
        assertEquals(List.of(12, 12), devices.packs);
        assertEquals(24, packed.trainings());
        assertEquals(48, trials("packed").size());
        assertTrue(packed.diverged() >= 12, "diverged: " + packed.diverged());
        assertEquals(timeless("alone"), timeless("packed"));
    }

    @Test
    void goesOnInHalvesWhereThePackIsTooLarge() {
        Counting devices = new Counting(5, Long.MAX_VALUE);
        TrainingEngine engine = packed(devices);
        run("halves", s -> engine, SweepOptions.defaults(), new StopSignal());
        run("alone", s -> new FusedEngine(), SweepOptions.defaults(), new StopSignal());
        assertTrue(devices.packs.containsAll(List.of(12, 6, 3)), devices.packs.toString());
        assertEquals(timeless("alone"), timeless("halves"));
    }

    @Test
    void packsNoMoreThanTheDeviceHolds() {
        TrainingTask largest = TrainingTask.of(spec(), new dev.lattice.search.schedule.Splits(d -> data()).of(spec()));
        Counting devices = new Counting(
                99, 2 * 3 * packed(new Counting(1, 0)).packing().orElseThrow().bytes(largest));
        TrainingEngine engine = packed(devices);
        run("packed", s -> engine, SweepOptions.defaults(), new StopSignal());
        assertTrue(devices.packs.size() > 2, devices.packs.toString());
        assertEquals(24, devices.packs.stream().mapToInt(n -> n).sum());
    }

    @Test
    void aTrainingThatIsTooLargeAloneFailsAndNoOther() {
        Map<String, Object> search =
                Map.of("space", Map.of("model.hidden", List.of(8, 500), "training.learningRate", List.of(0.001, 0.01)));
        Counting devices = new Counting(99, Long.MAX_VALUE, 60_000);
        TrainingEngine engine = packed(devices);
        SweepOutcome outcome = run(
                "study",
                SearchSpec.of(search, noise()),
                data(),
                s -> engine,
                SweepOptions.defaults(),
                SweepListener.NONE,
                new StopSignal());
        assertEquals(List.of(2, 2, 0), List.of(outcome.complete(), outcome.failed(), outcome.owed()));
        for (TrialRecord cell : trials("study")) {
            boolean large = cell.experiment().model().hidden().equals(List.of(500));
            assertEquals(large ? TrialState.FAILED : TrialState.COMPLETE, cell.state());
            cell.failure()
                    .ifPresent(f -> assertTrue(f.message().startsWith("out of memory (a pack of 1)"), f.message()));
        }
    }

    @Test
    void repeatsArePackedTogether() {
        Map<String, Object> search =
                Map.of("space", Map.of("model.hidden", List.of(8, 12), "training.epochs", List.of(1)), "repeats", 3);
        Counting devices = new Counting(99, Long.MAX_VALUE);
        TrainingEngine engine = packed(devices);
        SearchSpec spec = SearchSpec.of(search, noise());
        SweepOptions options = SweepOptions.defaults();
        run("packed", spec, data(), s -> engine, options, SweepListener.NONE, new StopSignal());
        run("alone", spec, data(), s -> new FusedEngine(), options, SweepListener.NONE, new StopSignal());
        assertEquals(List.of(6), devices.packs);
        assertEquals(timeless("alone"), timeless("packed"));
    }

    /** Experiments of one search may need different engines. */
    @Test
    void trainsBesideThePackWhatCannotBePacked() {
        Counting devices = new Counting(99, Long.MAX_VALUE);
        TrainingEngine engine = packed(devices);
        TrainingEngine alone = new FusedEngine();
        run(
                "mixed",
                s -> s.model().variant().equals("ae") ? alone : engine,
                SweepOptions.defaults().withWorkers(1),
                new StopSignal());
        run("alone", s -> new FusedEngine(), SweepOptions.defaults(), new StopSignal());
        assertEquals(List.of(6, 6), devices.packs);
        assertEquals(timeless("alone"), timeless("mixed"));
    }

    @Test
    void goesOnAfterAStopMemberByMember() {
        Counting devices = new Counting(99, Long.MAX_VALUE);
        TrainingEngine engine = packed(devices);
        SweepOptions often = SweepOptions.defaults().withCheckpointEvery(Duration.ZERO);
        StopSignal stop = new StopSignal();
        SweepListener stopping = new SweepListener() {
            @Override
            public void completed(TrialRecord trial, SweepProgress progress) {
                if (progress.cellsDone() == 5) {
                    stop.stop();
                }
            }
        };
        SweepOutcome first = run("study", s -> engine, often, stop, stopping);
        assertTrue(first.owed() > 0, "owed: " + first.owed());
        SweepOutcome second = run("study", s -> engine, often, new StopSignal());
        assertTrue(second.reused() >= 5, "reused: " + second.reused());
        run("alone", s -> new FusedEngine(), SweepOptions.defaults(), new StopSignal());
        assertEquals(timeless("alone"), timeless("study"));
    }

    private static Dataset data() {
        int count = 90;
        int side = 5;
        byte[] pixels = new byte[count * side * side];
        byte[] labels = new byte[count];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (255 * CounterRandom.uniform(5, i));
        }
        ImageSet images = new ImageSet(pixels, labels, side, side, 1);
        return new Dataset("noise", images, images.first(4), "feed");
    }

    private static ExperimentSpec spec() {
        return SpecBinder.bind(noise(), ExperimentSpec.class);
    }

    private static Map<String, Object> noise() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", "base");
        SpecBinder.put(tree, "dataset.name", "noise");
        SpecBinder.put(tree, "dataset.validation", 20);
        SpecBinder.put(tree, "model.hidden", List.of(12));
        SpecBinder.put(tree, "model.latent", 3);
        return tree;
    }

    private SweepOutcome run(
            String name, Function<ExperimentSpec, TrainingEngine> engines, SweepOptions options, StopSignal stop) {
        return run(name, engines, options, stop, SweepListener.NONE);
    }

    private SweepOutcome run(
            String name,
            Function<ExperimentSpec, TrainingEngine> engines,
            SweepOptions options,
            StopSignal stop,
            SweepListener listener) {
        return run(name, SearchSpec.of(GRID, noise()), data(), engines, options, listener, stop);
    }

    private List<String> timeless(String name) {
        return trials(name).stream()
                .map(t -> t.number() + " " + t.id() + " " + t.state() + " " + t.metrics() + " "
                        + t.curve().stream()
                                .map(e -> new EpochRecord(e.epoch(), e.train(), e.validation(), 0))
                                .toList()
                        + (t.state() == TrialState.FAILED ? t.failure() : ""))
                .toList();
    }
}
