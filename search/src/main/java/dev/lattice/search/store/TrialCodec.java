package dev.lattice.search.store;

import dev.lattice.core.config.Binarization;
import dev.lattice.core.config.ConfigException;
import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.config.Likelihood;
import dev.lattice.core.config.SpecBinder;
import dev.lattice.core.trial.Bound;
import dev.lattice.core.trial.EpochRecord;
import dev.lattice.core.trial.LossTerms;
import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.MetricContext;
import dev.lattice.core.trial.TrialFailure;
import dev.lattice.core.trial.TrialRecord;
import dev.lattice.core.trial.TrialRun;
import dev.lattice.core.trial.TrialState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The binary form of a cell, version {@value #VERSION}: a head that never changes (number, id, searched values,
 * experiment) and a body that each event replaces (state, curve, metrics, run, failure).
 *
 * <p>Experiments are kept as the JSON that users read elsewhere, so that a key with a default can be added without another
 * version. An epoch takes at most 60 bytes: a curve of 50 epochs is 3 KB.
 */
final class TrialCodec {

    /** Raised when the layout changes; older versions stay readable. */
    static final int VERSION = 3;

    /** What metrics were measured on says which bound, weight and images since this version. */
    private static final int WHOLE_CONTEXTS = 2;

    private static final int EPOCH_BYTES = 34;
    private static final int METRIC_BYTES = 11;
    private static final int CONTEXT_BYTES = 15;

    private TrialCodec() {}

    static byte[] head(TrialRecord trial) {
        return new Encoder()
                .oneByte(VERSION)
                .number(trial.number())
                .text(trial.id())
                .map(trial.varied())
                .text(SpecBinder.json(trial.experiment()))
                .bytes();
    }

    static byte[] body(TrialRecord trial) {
        Encoder out = new Encoder().oneByte(VERSION).text(trial.state().name());
        out.number(trial.curve().size());
        trial.curve().forEach(epoch -> write(out, epoch));
        write(out, trial.metrics());
        out.flag(trial.run().isPresent());
        trial.run()
                .ifPresent(run -> out.text(run.engine())
                        .number(run.attempts())
                        .instant(run.started())
                        .real(run.seconds())
                        .number(run.sharedWith())
                        .number(run.parameters()));
        out.flag(trial.failure().isPresent());
        trial.failure()
                .ifPresent(failure -> out.text(failure.cause().name())
                        .text(failure.message())
                        .number(failure.epoch())
                        .number(failure.step()));
        return out.bytes();
    }

    /** Returns the number of the cell that a head describes. */
    static int number(byte[] head) {
        Decoder in = new Decoder(head);
        version(in);
        return in.whole();
    }

    /** Returns the state that a body describes. */
    static TrialState state(byte[] body) {
        Decoder in = new Decoder(body);
        version(in);
        return in.constant(TrialState.class);
    }

    /** Returns the cell that a head and a body describe. */
    static TrialRecord read(byte[] head, byte[] body) {
        Decoder in = new Decoder(head);
        version(in);
        int number = in.whole();
        String id = in.text();
        var varied = in.map();
        ExperimentSpec experiment = experiment(in.text());
        end(in);
        return read(TrialRecord.queued(number, id, varied, experiment), body);
    }

    /** Returns a cell with another body. */
    static TrialRecord read(TrialRecord trial, byte[] body) {
        Decoder in = new Decoder(body);
        int version = version(in);
        TrialState state = in.constant(TrialState.class);
        List<EpochRecord> curve = new ArrayList<>();
        for (int i = in.count(EPOCH_BYTES); i > 0; i--) {
            curve.add(epoch(in));
        }
        List<Metric> metrics = metrics(in, version);
        Optional<TrialRun> run = in.flag()
                ? Optional.of(new TrialRun(in.text(), in.whole(), in.instant(), in.real(), in.whole(), in.whole()))
                : Optional.empty();
        Optional<TrialFailure> failure = in.flag()
                ? Optional.of(
                        new TrialFailure(in.constant(TrialFailure.Cause.class), in.text(), in.whole(), in.whole()))
                : Optional.empty();
        end(in);
        return new TrialRecord(
                trial.number(), trial.id(), state, trial.varied(), trial.experiment(), curve, metrics, run, failure);
    }

    static ExperimentSpec experiment(String json) {
        try {
            return SpecBinder.parse(json, ExperimentSpec.class);
        } catch (ConfigException e) {
            throw new StoreException(
                    StoreException.Code.CORRUPT, "an experiment of the study is damaged: " + e.getMessage(), e);
        }
    }

    static int version(Decoder in) {
        int version = in.oneByte();
        if (version > VERSION) {
            throw new StoreException(
                    StoreException.Code.NEWER,
                    "the study was written by a later release (record version " + version
                            + ", this release reads up to " + VERSION + ")");
        }
        if (version < 1) {
            throw Decoder.corrupt("its version is " + version);
        }
        return version;
    }

    static void end(Decoder in) {
        if (!in.atEnd()) {
            throw Decoder.corrupt("it is longer than it should be");
        }
    }

    static void write(Encoder out, EpochRecord epoch) {
        out.number(epoch.epoch());
        write(out, epoch.train());
        out.flag(epoch.validation().isPresent());
        epoch.validation().ifPresent(terms -> write(out, terms));
        out.real(epoch.seconds());
    }

    static EpochRecord epoch(Decoder in) {
        int epoch = in.whole();
        LossTerms train = terms(in);
        Optional<LossTerms> validation = in.flag() ? Optional.of(terms(in)) : Optional.empty();
        return new EpochRecord(epoch, train, validation, in.real());
    }

    private static void write(Encoder out, LossTerms terms) {
        out.real(terms.reconstruction()).real(terms.kl()).real(terms.objective());
    }

    private static LossTerms terms(Decoder in) {
        return new LossTerms(in.real(), in.real(), in.real());
    }

    // Most metrics of a cell share their context, so each context is written once.
    static void write(Encoder out, List<Metric> metrics) {
        List<MetricContext> contexts =
                metrics.stream().map(Metric::context).distinct().toList();
        out.number(contexts.size());
        for (MetricContext c : contexts) {
            out.text(c.dataset())
                    .text(c.split())
                    .number(c.images())
                    .text(c.binarization().name())
                    .text(c.likelihood().name())
                    .real(c.sigma())
                    .flag(c.givenLabel())
                    .number(c.samples())
                    .text(c.bound().name())
                    .real(c.beta())
                    .text(c.splitId());
        }
        out.number(metrics.size());
        for (Metric m : metrics) {
            out.text(m.name()).real(m.value()).text(m.unit()).number(contexts.indexOf(m.context()));
        }
    }

    static List<Metric> metrics(Decoder in, int version) {
        List<MetricContext> contexts = new ArrayList<>();
        for (int i = in.count(CONTEXT_BYTES); i > 0; i--) {
            MetricContext first = new MetricContext(
                    in.text(),
                    in.text(),
                    in.whole(),
                    in.constant(Binarization.class),
                    in.constant(Likelihood.class),
                    in.real(),
                    in.flag(),
                    in.whole());
            contexts.add(version < WHOLE_CONTEXTS ? first : rest(first, in));
        }
        List<Metric> metrics = new ArrayList<>();
        for (int i = in.count(METRIC_BYTES); i > 0; i--) {
            String name = in.text();
            double value = in.real();
            String unit = in.text();
            int context = in.whole();
            if (context < 0 || context >= contexts.size()) {
                throw Decoder.corrupt("a metric has no context");
            }
            metrics.add(new Metric(name, value, unit, contexts.get(context)));
        }
        return metrics;
    }

    private static MetricContext rest(MetricContext c, Decoder in) {
        return new MetricContext(
                c.dataset(),
                c.split(),
                c.images(),
                c.binarization(),
                c.likelihood(),
                c.sigma(),
                c.givenLabel(),
                c.samples(),
                in.constant(Bound.class),
                in.real(),
                in.text());
    }
}
