package dev.lattice.report;

import dev.lattice.core.config.Binarization;
import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.config.Likelihood;
import dev.lattice.core.config.SpecBinder;
import dev.lattice.core.trial.EpochRecord;
import dev.lattice.core.trial.LossTerms;
import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.MetricContext;
import dev.lattice.core.trial.Provenance;
import dev.lattice.core.trial.StudyInfo;
import dev.lattice.core.trial.TrialFailure;
import dev.lattice.core.trial.TrialRecord;
import dev.lattice.core.trial.TrialRun;
import dev.lattice.core.trial.TrialState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Builds studies by hand, cell by cell. */
public final class StudyFixture {

    public static final MetricContext VALIDATION =
            new MetricContext("digits", "validation", 1000, Binarization.NONE, Likelihood.BERNOULLI, 0, false, 1);

    private final Map<String, Object> space = new LinkedHashMap<>();
    private final List<TrialRecord> trials = new ArrayList<>();
    private MetricContext context = VALIDATION;
    private int epochs = 3;
    private String strategy = "grid";

    /** Adds a searched key. */
    public StudyFixture space(String key, Object values) {
        space.put(key, values);
        return this;
    }

    /** Sets what the metrics of the cells to come are measured on. */
    public StudyFixture context(MetricContext value) {
        context = value;
        return this;
    }

    /** Sets how cells are chosen; a grid unless told. */
    public StudyFixture strategy(String value) {
        strategy = value;
        return this;
    }

    /** Sets the length of the curves of the cells to come. */
    public StudyFixture epochs(int value) {
        epochs = value;
        return this;
    }

    /** Adds a complete cell of a variant that samples, with a made-up curve that ends at the value. */
    public StudyFixture cell(double negativeElbo, Map<String, Object> varied) {
        double kl = 0.24 * negativeElbo;
        double reconstruction = negativeElbo - kl;
        List<Metric> metrics = List.of(
                new Metric(Metric.NEGATIVE_ELBO, negativeElbo, Metric.NATS, context),
                new Metric(Metric.RECONSTRUCTION, reconstruction, Metric.NATS, context),
                new Metric(Metric.KL, kl, Metric.NATS, context),
                new Metric(Metric.OBJECTIVE, negativeElbo, Metric.NATS, context),
                new Metric(Metric.MSE, 0.012, "per pixel", context),
                new Metric(Metric.ACTIVE_UNITS, 18, "dimensions", context));
        return complete(varied, metrics, curve(reconstruction, kl));
    }

    /** Adds a complete autoencoder: no −ELBO, no KL. */
    public StudyFixture autoEncoder(double reconstruction, Map<String, Object> varied) {
        Map<String, Object> all = new LinkedHashMap<>(varied);
        all.put("model.variant", "ae");
        List<Metric> metrics = List.of(
                new Metric(Metric.RECONSTRUCTION, reconstruction, Metric.NATS, context),
                new Metric(Metric.OBJECTIVE, reconstruction, Metric.NATS, context),
                new Metric(Metric.MSE, 0.008, "per pixel", context));
        return complete(all, metrics, curve(reconstruction, 0));
    }

    /** Adds a complete cell with metrics of one's own and no curve. */
    public StudyFixture measured(Map<String, Object> varied, Metric... metrics) {
        return complete(varied, List.of(metrics), List.of());
    }

    /** Adds a diverged cell. */
    public StudyFixture diverged(int epoch, int step, String message, Map<String, Object> varied) {
        return failed(new TrialFailure(TrialFailure.Cause.DIVERGED, message, epoch, step), varied);
    }

    /** Adds a failed cell. */
    public StudyFixture failed(TrialFailure failure, Map<String, Object> varied) {
        return add(TrialState.FAILED, varied, List.of(), List.of(), Optional.of(run()), Optional.of(failure));
    }

    /** Adds a cell that is still to do. */
    public StudyFixture queued(Map<String, Object> varied) {
        return add(TrialState.QUEUED, varied, List.of(), List.of(), Optional.empty(), Optional.empty());
    }

    /** Returns the study. */
    public StudyInfo.View view() {
        Provenance provenance = new Provenance(
                "0.1.0",
                "abc1234",
                "17 (test)",
                "Linux amd64, 2 cores",
                "CPU, OpenBLAS",
                "sha256:00ff",
                Instant.parse("2026-11-21T10:00:00Z"));
        StudyInfo info =
                new StudyInfo("tiny-grid", experiment(Map.of()), strategy, space, Metric.NEGATIVE_ELBO, provenance);
        return new StudyInfo.View(info, trials);
    }

    private StudyFixture complete(Map<String, Object> varied, List<Metric> metrics, List<EpochRecord> curve) {
        return add(TrialState.COMPLETE, varied, curve, metrics, Optional.of(run()), Optional.empty());
    }

    private StudyFixture add(
            TrialState state,
            Map<String, Object> varied,
            List<EpochRecord> curve,
            List<Metric> metrics,
            Optional<TrialRun> run,
            Optional<TrialFailure> failure) {
        int number = trials.size() + 1;
        trials.add(new TrialRecord(
                number,
                String.format("id%04d", number),
                state,
                varied,
                experiment(varied),
                curve,
                metrics,
                run,
                failure));
        return this;
    }

    private TrialRun run() {
        int number = trials.size() + 1;
        return new TrialRun(
                "samediff", 1, Instant.parse("2026-11-21T10:00:00Z").plusSeconds(number), 12.5, number, 652_824);
    }

    private List<EpochRecord> curve(double reconstruction, double kl) {
        List<EpochRecord> curve = new ArrayList<>();
        for (int e = 1; e <= epochs; e++) {
            double late = 0.6 / e - 0.6 / epochs;
            LossTerms validation = terms(reconstruction * (1 + late), kl * (1 - late / 2));
            LossTerms train = terms(reconstruction * (1 + 1.3 * late) - 0.02 * e, kl * (1 - late / 2));
            curve.add(new EpochRecord(e, train, Optional.of(validation), 1.25));
        }
        return curve;
    }

    private static LossTerms terms(double reconstruction, double kl) {
        return new LossTerms(reconstruction, kl, reconstruction + kl);
    }

    private static ExperimentSpec experiment(Map<String, Object> varied) {
        Map<String, Object> tree = new LinkedHashMap<>();
        SpecBinder.put(tree, "name", "tiny-grid");
        SpecBinder.put(tree, "dataset.name", "digits");
        varied.forEach((key, value) -> SpecBinder.put(tree, key, value));
        return SpecBinder.bind(tree, ExperimentSpec.class);
    }
}
