package dev.lattice.experiments.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.data.Dataset;
import dev.lattice.core.data.ImageSet;
import dev.lattice.core.engine.Inference;
import dev.lattice.core.engine.TrainedModel;
import dev.lattice.core.engine.TrainingEngine;
import dev.lattice.core.engine.TrainingSession;
import dev.lattice.core.engine.TrainingTask;
import dev.lattice.core.random.CounterRandom;
import dev.lattice.core.trial.EpochRecord;
import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.Provenance;
import dev.lattice.core.trial.TrialFailure;
import dev.lattice.core.trial.TrialRecord;
import dev.lattice.core.trial.TrialState;
import dev.lattice.report.rank.RankedTrial;
import dev.lattice.report.rank.Ranking;
import dev.lattice.search.ModelKeeper;
import dev.lattice.search.StopSignal;
import dev.lattice.search.Study;
import dev.lattice.search.SweepListener;
import dev.lattice.search.SweepOptions;
import dev.lattice.search.SweepOutcome;
import dev.lattice.search.SweepRunner;
import dev.lattice.search.space.SearchSpec;
import dev.lattice.search.store.StudyReader;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trainings whose numbers leave the range of floats, in real engines: they end at that step, and what they reached before counts. */
class DivergenceTest {

    private static final Provenance PROVENANCE =
            new Provenance("0", "unknown", "17", "here", "none", "feed", Instant.EPOCH);
    private static final List<Integer> EPOCHS =
            IntStream.rangeClosed(1, 40).boxed().toList();
    private static final int STEPS = 5;

    @TempDir
    Path folder;

    /** An engine that notes the last step that was taken. */
    private static final class Counting implements TrainingEngine {
        private final TrainingEngine engine;
        private int epoch = 1;
        private int step;
        private int trainings;

        private Counting(TrainingEngine engine) {
            this.engine = engine;
        }

        @Override
        public String name() {
            return engine.name();
        }

        @Override
        public String backend() {
            return engine.backend();
        }

        @Override
        public Optional<String> refusal(ExperimentSpec spec) {
            return engine.refusal(spec);
        }

        @Override
        public Inference load(TrainedModel model) {
            return engine.load(model);
        }

        @Override
        public TrainingSession open(TrainingTask task) {
            trainings++;
            TrainingSession session = engine.open(task);
            return (TrainingSession) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {TrainingSession.class}, (proxy, method, arguments) -> {
                        Object[] passed = arguments;
                        if (method.getName().equals("trainEpoch")) {
                            passed = new Object[] {arguments[0], counted((TrainingSession.StepListener) arguments[1])};
                        }
                        try {
                            return method.invoke(session, passed);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }

        private TrainingSession.StepListener counted(TrainingSession.StepListener listener) {
            return (epochNow, stepNow, steps) -> {
                epoch = epochNow;
                step = stepNow;
                listener.stepped(epochNow, stepNow, steps);
            };
        }
    }

    /**
     * With decoupled weight decay w ← (1 − rate·decay)·w − …, a product of −1.5 makes every weight grow by half a step: the loss
     * leaves the floats after some epochs, whatever the data.
     */
    @ParameterizedTest
    @CsvSource({
        "fused, f32, bernoulli, vae",
        "fused, f32, gaussian, beta-vae",
        "fused, f32, bernoulli, ae",
        "fused, bf16, bernoulli, vae",
        "samediff, f32, bernoulli, vae"
    })
    void growingWeightsEndATrainingWhereTheyLeaveTheFloats(
            String engine, String precision, String likelihood, String variant) {
        Map<String, Object> settings = new HashMap<>(Map.of(
                "training.precision",
                precision,
                "model.likelihood",
                likelihood,
                "model.variant",
                variant,
                "training.optimizer",
                "adamw",
                "training.weightDecay",
                2500,
                "training.learningRate",
                0.001));
        Counting counting = counting(engine, settings);
        SweepOutcome outcome = run(settings, counting);
        TrialFailure failure = failure();
        assertTrue(failure.epoch() > 1 && failure.epoch() < EPOCHS.size(), failure.message());
        assertEquals(failure.epoch() - 1, outcome.complete());
        assertEndedThere(counting, outcome, settings);
    }

    @ParameterizedTest
    @CsvSource({"fused, adam, 1e30", "fused, sgd, 1e30", "fused, rmsprop, 1e25", "samediff, adam, 1e30"})
    void hugeLearningRatesEndATrainingAtOnce(String engine, String optimizer, double rate) {
        Map<String, Object> settings =
                new HashMap<>(Map.of("training.optimizer", optimizer, "training.learningRate", rate));
        Counting counting = counting(engine, settings);
        SweepOutcome outcome = run(settings, counting);
        assertEquals(1, failure().epoch());
        assertEquals(0, outcome.complete());
        assertEndedThere(counting, outcome, settings);
    }

    /** The loss of the first step is a finite number; what the step makes of the parameters is not. */
    @ParameterizedTest
    @CsvSource({"fused", "samediff"})
    void parametersThatAreNoNumbersEndATrainingBeforeAnyLossIs(String engine) {
        Map<String, Object> settings =
                new HashMap<>(Map.of("training.optimizer", "sgd", "training.learningRate", 1e39));
        Counting counting = counting(engine, settings);
        SweepOutcome outcome = run(settings, counting);
        assertEquals(List.of(1, 1), List.of(failure().epoch(), failure().step()));
        assertEndedThere(counting, outcome, settings);
    }

    private void assertEndedThere(Counting counting, SweepOutcome outcome, Map<String, Object> settings) {
        TrialFailure failure = failure();
        // The step that diverged is never told as taken, and none follows.
        assertEquals(steps(failure.epoch(), failure.step()) - 1, steps(counting.epoch, counting.step));
        assertEquals(1, counting.trainings);
        assertEquals(EPOCHS.size(), outcome.complete() + outcome.diverged());
        List<TrialRecord> trials = trials();
        for (TrialRecord trial : trials) {
            int epochs = trial.experiment().training().epochs();
            boolean reached = epochs < failure.epoch();
            assertEquals(reached ? TrialState.COMPLETE : TrialState.FAILED, trial.state(), "epochs " + epochs);
            assertEquals(reached ? epochs : failure.epoch() - 1, trial.curve().size());
            assertTrue(trial.curve().stream().map(EpochRecord::train).allMatch(t -> Double.isFinite(t.objective())));
            assertEquals(reached ? Optional.empty() : Optional.of(failure), trial.failure());
            assertTrue(trial.metrics().stream().allMatch(m -> Double.isFinite(m.value())));
        }
        Ranking ranking = Ranking.of(StudyReader.read(folder.resolve("study")), Metric.NEGATIVE_ELBO);
        Set<Integer> ranked = ranking.groups().stream()
                .flatMap(g -> g.trials().stream())
                .map(RankedTrial::trial)
                .map(TrialRecord::number)
                .collect(Collectors.toSet());
        assertEquals(
                trials.stream()
                        .filter(t -> t.state() == TrialState.COMPLETE)
                        .map(TrialRecord::number)
                        .collect(Collectors.toSet()),
                ranked);
        assertEquals(outcome.diverged(), ranking.diverged());
        // It would diverge again: nothing is owed.
        assertEquals(0, run(settings, counting).trainings());
        assertEquals(trials, trials());
    }

    private static int steps(int epoch, int step) {
        return (epoch - 1) * STEPS + step;
    }

    private TrialFailure failure() {
        TrialFailure failure =
                trials().get(EPOCHS.size() - 1).failure().orElseThrow(() -> new AssertionError("did not diverge"));
        assertEquals(TrialFailure.Cause.DIVERGED, failure.cause());
        assertTrue(failure.message()
                .startsWith("training diverged at epoch " + failure.epoch() + ", step " + failure.step()));
        assertFalse(failure.message().contains("NaN"));
        return failure;
    }

    private static Counting counting(String name, Map<String, Object> settings) {
        Engines engines = Engines.named(name);
        ExperimentSpec spec =
                search(settings).cell(Map.of("training.epochs", 1)).experiment();
        Counting counting = new Counting(engines.engine(
                spec.withTraining(spec.training().withPrecision(dev.lattice.core.config.Precision.F32))));
        assumeTrue(
                counting.refusal(spec).isEmpty(), () -> counting.refusal(spec).orElseThrow());
        return counting;
    }

    private static SearchSpec search(Map<String, Object> settings) {
        Map<String, Object> base = new TreeMap<>();
        base.put("name", "divergence");
        base.put("dataset", Map.of("name", "digits", "validation", 20));
        base.put("model", section(settings, "model", Map.of("hidden", List.of(8), "latent", 2)));
        base.put("training", section(settings, "training", Map.of("batchSize", 10)));
        return SearchSpec.of(Map.of("space", Map.of("training.epochs", EPOCHS)), base);
    }

    private static Map<String, Object> section(Map<String, Object> settings, String name, Map<String, Object> fixed) {
        Map<String, Object> section = new TreeMap<>(fixed);
        settings.forEach((key, value) -> {
            if (key.startsWith(name + ".")) {
                section.put(key.substring(name.length() + 1), value);
            }
        });
        return section;
    }

    private SweepOutcome run(Map<String, Object> settings, TrainingEngine engine) {
        SearchSpec search = search(settings);
        try (Study study = Study.open(folder.resolve("study"), search.info("study", PROVENANCE))) {
            return new SweepRunner(d -> data(), s -> engine, ModelKeeper.NONE)
                    .run(study, search, SweepOptions.defaults().withWorkers(1), SweepListener.NONE, new StopSignal());
        }
    }

    private List<TrialRecord> trials() {
        return StudyReader.read(folder.resolve("study")).trials();
    }

    /** Images for five steps an epoch, and those to validate on. */
    private static Dataset data() {
        int count = 10 * STEPS + 20;
        byte[] pixels = new byte[count * 16];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (255 * CounterRandom.uniform(7, i));
        }
        ImageSet images = new ImageSet(pixels, new byte[count], 4, 4, 1);
        return new Dataset("digits", images, images.first(4), "feed");
    }
}
