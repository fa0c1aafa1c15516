package dev.lattice.report.table;

import dev.lattice.core.config.ModelSpec;
import dev.lattice.core.model.Variants;
import dev.lattice.core.trial.EpochRecord;
import dev.lattice.core.trial.LossTerms;
import dev.lattice.core.trial.StudyInfo;
import dev.lattice.core.trial.TrialRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVPrinter;

/**
 * One row per cell and epoch, in nats per image.
 *
 * <p>{@code seconds}, the only column that differs between two runs of one study, comes last. KL and −ELBO are empty for a
 * variant that has no posterior, validation columns where nothing was held out.
 */
public final class CurvesCsv {

    private static final List<String> HEADER = List.of(
            "number",
            "epoch",
            "train.reconstruction",
            "train.kl",
            "train.negativeElbo",
            "train.objective",
            "validation.reconstruction",
            "validation.kl",
            "validation.negativeElbo",
            "validation.objective",
            "seconds");

    private CurvesCsv() {}

    /** Appends the table, header first, lines ended by a line feed. */
    public static void write(StudyInfo.View study, Appendable out) throws IOException {
        CSVPrinter csv = new CSVPrinter(out, TrialsCsv.format());
        csv.printRecord(HEADER);
        Map<ModelSpec, Boolean> bounds = new HashMap<>();
        List<TrialRecord> trials = study.trials().stream()
                .sorted(Comparator.comparingInt(TrialRecord::number))
                .toList();
        List<Object> row = new ArrayList<>(HEADER.size());
        for (TrialRecord trial : trials) {
            boolean bound = bounds.computeIfAbsent(
                    trial.experiment().model(), m -> Variants.configured(m).samples());
            for (EpochRecord epoch : trial.curve()) {
                row.clear();
                row.add(trial.number());
                row.add(epoch.epoch());
                addTerms(row, epoch.train(), bound);
                addTerms(row, epoch.validation().orElse(null), bound);
                row.add(epoch.seconds());
                csv.printRecord(row);
            }
        }
        csv.flush();
    }

    private static void addTerms(List<Object> row, LossTerms terms, boolean bound) {
        row.add(terms == null ? null : terms.reconstruction());
        row.add(terms == null || !bound ? null : terms.kl());
        row.add(terms == null || !bound ? null : terms.negativeElbo());
        row.add(terms == null ? null : terms.objective());
    }
}
