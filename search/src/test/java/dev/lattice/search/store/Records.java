package dev.lattice.search.store;

import dev.lattice.core.config.Binarization;
import dev.lattice.core.config.DatasetSpec;
import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.config.Likelihood;
import dev.lattice.core.trial.Bound;
import dev.lattice.core.trial.EpochRecord;
import dev.lattice.core.trial.LossTerms;
import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.MetricContext;
import dev.lattice.core.trial.Provenance;
import dev.lattice.core.trial.StudyInfo;
import dev.lattice.core.trial.TestOpening;
import dev.lattice.core.trial.TrialFailure;
import dev.lattice.core.trial.TrialRecord;
import dev.lattice.core.trial.TrialRun;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** Records to store. */
final class Records {

    static final String COMMAND = "lattice sweep study --set training.epochs=2";

    private Records() {}

    static ExperimentSpec experiment() {
        return new ExperimentSpec(
                "base", "", 5L, new DatasetSpec("digits", null, null, null, null, null, null), null, null, null);
    }

    static StudyInfo info() {
        Map<String, Object> space = new LinkedHashMap<>();
        space.put("training.epochs", List.of(1, 2));
        space.put("model.hidden", List.of(List.of(400), List.of(400, 200)));
        space.put("training.learningRate", "1.0E-4 to 0.1, log");
        return new StudyInfo(
                "study",
                experiment(),
                "grid",
                space,
                "negativeElbo",
                new Provenance(
                        "0.1.0",
                        "unknown",
                        "17",
                        "Linux, 2 cores",
                        "none",
                        "feed",
                        Instant.parse("2026-11-21T01:02:03.000004Z")));
    }

    static TrialRecord queued(int number) {
        Map<String, Object> varied = new LinkedHashMap<>();
        varied.put("training.learningRate", 1e-3);
        varied.put("seed", (long) number);
        varied.put("model.hidden", List.of(400, 200));
        varied.put("model.variant", "vae");
        return TrialRecord.queued(
                number, String.format("%016x", number), varied, experiment().withEpochs(50));
    }

    static TrialRecord running(TrialRecord t) {
        return t.running(run(t, 0));
    }

    static TrialRecord complete(TrialRecord t, int epochs) {
        SplittableRandom random = new SplittableRandom(t.number());
        List<EpochRecord> curve = new ArrayList<>();
        for (int e = 1; e <= epochs; e++) {
            curve.add(new EpochRecord(e, terms(random), Optional.of(terms(random)), random.nextDouble()));
        }
        MetricContext sampled =
                new MetricContext("digits", "validation", 6000, Binarization.NONE, Likelihood.BERNOULLI, 0, false, 1);
        MetricContext exact =
                new MetricContext("digits", "validation", 6000, Binarization.NONE, Likelihood.BERNOULLI, 0, false, 0);
        List<Metric> metrics = List.of(
                new Metric(Metric.NEGATIVE_ELBO, random.nextDouble(), Metric.NATS, sampled),
                new Metric(Metric.RECONSTRUCTION, random.nextDouble(), Metric.NATS, sampled),
                new Metric(Metric.KL, random.nextDouble(), Metric.NATS, exact),
                new Metric(Metric.OBJECTIVE, random.nextDouble(), Metric.NATS, sampled),
                new Metric(Metric.MSE, random.nextDouble(), "per pixel", exact),
                new Metric(Metric.ACTIVE_UNITS, 20, "dimensions", exact));
        return t.complete(curve, metrics, run(t, 12.5));
    }

    /** Returns a complete cell whose context says everything that contexts say since format 2. */
    static TrialRecord measured() {
        TrialRecord cell = complete(queued(1), 3);
        MetricContext whole = new MetricContext(
                "digits",
                "validation",
                6000,
                Binarization.DYNAMIC,
                Likelihood.BERNOULLI,
                0,
                false,
                50,
                Bound.IMPORTANCE,
                4.0,
                "0123456789ab");
        return new TrialRecord(
                cell.number(),
                cell.id(),
                cell.state(),
                cell.varied(),
                cell.experiment(),
                cell.curve(),
                List.of(new Metric(Metric.NEGATIVE_ELBO, 101.25, Metric.NATS, whole)),
                cell.run(),
                cell.failure());
    }

    /** Returns the study whose test images were opened for a cell. */
    static StudyInfo tested() {
        TrialRecord cell = measured();
        return info().withTests(List.of(
                new TestOpening(cell.number(), cell.id(), Instant.parse("2026-11-21T11:00:00Z"), cell.metrics())));
    }

    static TrialRecord failed(TrialRecord t) {
        LossTerms odd = new LossTerms(Double.NaN, Double.NEGATIVE_INFINITY, -0.0);
        return t.failed(
                List.of(new EpochRecord(1, odd, Optional.empty(), 0)),
                run(t, 1),
                new TrialFailure(TrialFailure.Cause.DIVERGED, "größer als erlaubt ∞", 2, 17));
    }

    private static TrialRun run(TrialRecord t, double seconds) {
        return new TrialRun("fake", 1, Instant.parse("2026-11-21T01:02:03Z"), seconds, t.number(), 651_000);
    }

    private static LossTerms terms(SplittableRandom random) {
        return new LossTerms(random.nextDouble(), random.nextDouble(), random.nextDouble());
    }
}
