package dev.lattice.experiments.cli;

import dev.lattice.core.trial.EpochRecord;
import dev.lattice.core.trial.LossTerms;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A learning curve as a table, in nats per image. */
final class CurveText {

    private static final int MOST_ROWS = 20;

    private CurveText() {}

    /**
     * Returns the table; long curves are thinned, the first and last epochs kept.
     *
     * @param samples whether there is a KL term, and with it a bound
     */
    static String of(List<EpochRecord> curve, boolean samples) {
        boolean validated = !curve.isEmpty() && curve.get(0).validation().isPresent();
        StringBuilder text =
                new StringBuilder("losses in nats/image, lower is better; train: while the weights still move\n");
        text.append("epoch").append(header("train", samples));
        text.append(validated ? header("validation", samples) : "").append('\n');
        int every = (curve.size() + MOST_ROWS - 1) / MOST_ROWS;
        for (int i = 0; i < curve.size(); i++) {
            EpochRecord record = curve.get(i);
            if (i == 0 || i == curve.size() - 1 || record.epoch() % every == 0) {
                text.append(String.format(Locale.ROOT, "%5d", record.epoch()));
                text.append(values(Optional.of(record.train()), samples));
                text.append(validated ? values(record.validation(), samples) : "")
                        .append('\n');
            }
        }
        return text.toString();
    }

    private static String header(String of, boolean samples) {
        return samples
                ? String.format("  %20s %14s %8s", of + " −ELBO", "reconstruction", "KL")
                : String.format("  %26s", of + " reconstruction");
    }

    private static String values(Optional<LossTerms> terms, boolean samples) {
        if (terms.isEmpty()) {
            return "";
        }
        LossTerms t = terms.get();
        return samples
                ? String.format(Locale.ROOT, "  %20.2f %14.2f %8.2f", t.negativeElbo(), t.reconstruction(), t.kl())
                : String.format(Locale.ROOT, "  %26.2f", t.reconstruction());
    }
}
