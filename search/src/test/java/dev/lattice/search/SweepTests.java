package dev.lattice.search;

import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.data.Dataset;
import dev.lattice.core.engine.TrainingEngine;
import dev.lattice.core.trial.EpochRecord;
import dev.lattice.core.trial.Provenance;
import dev.lattice.core.trial.TrialRecord;
import dev.lattice.search.space.SearchSpec;
import dev.lattice.search.store.StudyReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.io.TempDir;

/** A folder in which tests sweep, most with an engine that only pretends, and look at what was recorded. */
abstract class SweepTests {

    static final Provenance PROVENANCE = new Provenance("0", "unknown", "17", "here", "none", "feed", Instant.EPOCH);

    static final Map<String, Object> GRID = Map.of(
            "space",
            new java.util.TreeMap<>(Map.of(
                    "training.epochs", List.of(1, 2, 4),
                    "training.learningRate", List.of(0.001, 0.01, 0.1),
                    "model.latent", List.of(2, 4))));

    @TempDir
    Path folder;

    static Map<String, Object> base() {
        return Map.of(
                "name", "base",
                "dataset", Map.of("name", "digits", "validation", 0.25),
                "model", Map.of("hidden", List.of(3)),
                "training", Map.of("epochs", 2, "batchSize", 8));
    }

    static SweepOptions options(int workers) {
        return SweepOptions.defaults().withWorkers(workers);
    }

    SweepOutcome run(String name, Map<String, Object> search, FakeEngine engine, int workers) {
        return run(name, search, engine, options(workers));
    }

    SweepOutcome run(String name, Map<String, Object> search, FakeEngine engine, SweepOptions options) {
        return run(name, search, engine, options, SweepListener.NONE, new StopSignal());
    }

    SweepOutcome run(
            String name,
            Map<String, Object> search,
            FakeEngine engine,
            SweepOptions options,
            SweepListener listener,
            StopSignal stop) {
        return run(name, SearchSpec.of(search, base()), FakeEngine.data(), spec -> engine, options, listener, stop);
    }

    SweepOutcome run(
            String name,
            SearchSpec spec,
            Dataset data,
            Function<ExperimentSpec, TrainingEngine> engines,
            SweepOptions options,
            SweepListener listener,
            StopSignal stop) {
        ModelKeeper keeper = (model, trial, target) -> Files.createDirectory(target);
        try (Study study = Study.open(folder.resolve(name), spec.info(name, PROVENANCE))) {
            return new SweepRunner(d -> data, engines, keeper).run(study, spec, options, listener, stop);
        }
    }

    List<TrialRecord> trials(String name) {
        return StudyReader.read(folder.resolve(name)).trials();
    }

    /** The same records without times and without what is said about the way they were carried out. */
    static List<TrialRecord> timeless(List<TrialRecord> trials) {
        return trials.stream()
                .map(t -> new TrialRecord(
                        t.number(),
                        t.id(),
                        t.state(),
                        t.varied(),
                        t.experiment(),
                        t.curve().stream()
                                .map(e -> new EpochRecord(e.epoch(), e.train(), e.validation(), 0))
                                .toList(),
                        t.metrics(),
                        Optional.empty(),
                        t.failure()))
                .toList();
    }
}
