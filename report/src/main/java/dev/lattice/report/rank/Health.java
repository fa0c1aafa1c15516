package dev.lattice.report.rank;

import dev.lattice.core.trial.EpochRecord;
import dev.lattice.core.trial.LossTerms;
import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.TrialRecord;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What is wrong with a complete cell, or a row of them, by rules that a table can state. */
public enum Health {
    /** The decoder does without z: He et al., "Lagging inference networks and posterior collapse", arXiv:1901.05534. */
    COLLAPSED("collapsed", "no active unit, or a KL below 1 nat per image") {
        @Override
        boolean appliesTo(TrialRecord trial) {
            Optional<Double> units = trial.metric(Metric.ACTIVE_UNITS).map(Metric::value);
            Optional<Double> kl = trial.metric(Metric.KL).map(Metric::value);
            return kl.isPresent() && (kl.get() < LEAST_KL || units.isPresent() && units.get() < 1);
        }
    },

    /**
     * The codes leave parts of the prior empty, and what is decoded there is like nothing that was learned: Naeem et al., "Reliable
     * fidelity and diversity metrics for generative models", arXiv:2002.09797, for the measure ({@link
     * dev.lattice.core.evaluate.LatentHoles}). Of 784-400-20 VAEs on MNIST the share is 0.03, with β = 0.3 it is 0.17, with β = 0.1
     * 0.55, and of an autoencoder 1.
     */
    HOLES(
            "latent holes",
            "more than 10 % of draws of N(0, I) have no code near them, or of codes no draw, which 0.1 % have if codes follow it;"
                    + " images from the prior will be unlike the data") {
        @Override
        boolean appliesTo(TrialRecord trial) {
            return trial.metric(Metric.HOLES)
                    .filter(m -> m.value() > MOST_HOLES)
                    .isPresent();
        }
    },

    /** Images that were learned from do better than others, and the others no longer gain. */
    OVERFITTING(
            "over-fitting",
            "the validation loss ends more than 1 % above its lowest, or more than 5 % above the training loss") {
        @Override
        boolean appliesTo(TrialRecord trial) {
            if (trial.curve().isEmpty()) {
                return false;
            }
            EpochRecord last = trial.curve().get(trial.curve().size() - 1);
            if (last.validation().isEmpty()) {
                return false;
            }
            double end = bound(last.validation().get());
            double lowest = trial.curve().stream()
                    .flatMap(e -> e.validation().stream())
                    .mapToDouble(Health::bound)
                    .min()
                    .orElse(end);
            return end - lowest > MOST_RISE * Math.abs(lowest)
                    || end - bound(last.train()) > MOST_GAP * Math.abs(bound(last.train()));
        }
    },

    /** It went well in the end, and might not with another seed. */
    UNSTABLE("unstable", "the training loss of an epoch is more than 10 % above that of the one before") {
        @Override
        boolean appliesTo(TrialRecord trial) {
            for (int e = 1; e < trial.curve().size(); e++) {
                double before = trial.curve().get(e - 1).train().objective();
                double now = trial.curve().get(e).train().objective();
                if (now - before > MOST_STEP * Math.abs(before)) {
                    return true;
                }
            }
            return false;
        }
    },

    /** Of a row, not of a cell: the seeds that are left are those that it went well with. */
    DIVERGED("seeds diverged", "the row's numbers are those of its other seeds, and it is not recommended") {
        @Override
        boolean appliesTo(TrialRecord trial) {
            return false;
        }

        @Override
        boolean appliesTo(Candidate row) {
            return row.diverged() > 0;
        }

        @Override
        public String tag(Candidate row) {
            return row.diverged() + " of " + (row.diverged() + row.cells().size()) + " " + tag();
        }
    };

    private static final double LEAST_KL = 1;
    private static final double MOST_HOLES = 0.1;
    private static final double MOST_RISE = 0.01;
    private static final double MOST_GAP = 0.05;
    private static final double MOST_STEP = 0.1;

    private final String tag;
    private final String rule;

    Health(String tag, String rule) {
        this.tag = tag;
        this.rule = rule;
    }

    /** Returns the word in a table. */
    public String tag() {
        return tag;
    }

    /** Returns the word beside a row. */
    public String tag(Candidate row) {
        return tag();
    }

    /** Returns when the word stands there, with its threshold. */
    public String rule() {
        return rule;
    }

    abstract boolean appliesTo(TrialRecord trial);

    boolean appliesTo(Candidate row) {
        return row.cells().stream().anyMatch(c -> appliesTo(c.trial()));
    }

    /** Returns what is wrong with a complete cell; empty if nothing is, as far as these rules see. */
    public static List<Health> of(TrialRecord trial) {
        return Arrays.stream(values()).filter(h -> h.appliesTo(trial)).toList();
    }

    /** Returns what is wrong with a row or any cell of it. */
    public static List<Health> of(Candidate row) {
        return Arrays.stream(values()).filter(h -> h.appliesTo(row)).toList();
    }

    private static double bound(LossTerms terms) {
        return terms.negativeElbo();
    }
}
