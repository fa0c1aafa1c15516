package dev.lattice.report.table;

import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.StudyInfo;
import dev.lattice.core.trial.TrialFailure;
import dev.lattice.core.trial.TrialRecord;
import dev.lattice.core.trial.TrialRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * One row per cell, ordered by number, with everything known about it.
 *
 * <p>Columns: {@code number, id, state}, every varied parameter but the seed in the order of the space, every other resolved parameter
 * sorted by key, every metric sorted by name, {@code seed, engine, parameters}, the failure, and at the end
 * {@link #RUN_COLUMNS}. Two runs of the same study on the same engine give the same bytes but for those last columns.
 * Numbers have all their digits; what does not exist is empty.
 */
public final class TrialsCsv {

    /** The last columns: how a run went, which differs from one run to the next. */
    public static final List<String> RUN_COLUMNS = List.of("training", "attempts", "seconds", "started");

    private static final List<String> HEAD = List.of("number", "id", "state");
    private static final List<String> FIXED = List.of(
            "seed", "engine", "parameters", "failure.cause", "failure.epoch", "failure.step", "failure.message");

    private TrialsCsv() {}

    /** Appends the table, header first, lines ended by a line feed. */
    public static void write(StudyInfo.View study, Appendable out) throws IOException {
        List<TrialRecord> trials = study.trials().stream()
                .sorted(Comparator.comparingInt(TrialRecord::number))
                .toList();
        List<SortedMap<String, Object>> resolved =
                trials.stream().map(Parameters::resolved).toList();
        // The seed has a column of its own, whether it is searched or not.
        List<String> varied =
                Parameters.varied(study).stream().filter(k -> !k.equals("seed")).toList();
        Set<String> others = new TreeSet<>();
        resolved.forEach(r -> others.addAll(r.keySet()));
        others.removeAll(varied);
        others.remove("seed");
        Set<String> metrics = new TreeSet<>();
        trials.forEach(t -> t.metrics().forEach(m -> metrics.add(m.name())));

        List<String> header = new ArrayList<>(HEAD);
        header.addAll(varied);
        header.addAll(others);
        header.addAll(metrics);
        header.addAll(FIXED);
        header.addAll(RUN_COLUMNS);
        CSVPrinter csv = new CSVPrinter(out, format());
        csv.printRecord(header);
        for (int i = 0; i < trials.size(); i++) {
            csv.printRecord(row(trials.get(i), resolved.get(i), varied, others, metrics));
        }
        csv.flush();
    }

    /** Returns the CSV dialect of every table here: RFC 4180 with line feeds. */
    static CSVFormat format() {
        return CSVFormat.RFC4180.builder().setRecordSeparator('\n').get();
    }

    private static List<Object> row(
            TrialRecord trial,
            Map<String, Object> resolved,
            List<String> varied,
            Set<String> others,
            Set<String> metrics) {
        List<Object> row = new ArrayList<>();
        row.add(trial.number());
        row.add(trial.id());
        row.add(trial.state().name().toLowerCase(Locale.ROOT));
        // The resolved value is what was used; a varied key outside the experiment (a name) has none.
        varied.forEach(k -> row.add(resolved.getOrDefault(k, trial.varied().get(k))));
        others.forEach(k -> row.add(resolved.get(k)));
        metrics.forEach(name -> row.add(trial.metric(name).map(Metric::value).orElse(null)));
        Optional<TrialRun> run = trial.run();
        row.add(trial.experiment().seed());
        row.add(run.map(TrialRun::engine).orElse(null));
        row.add(run.map(TrialRun::parameters).orElse(null));
        Optional<TrialFailure> failure = trial.failure();
        row.add(failure.map(f -> f.cause().name().toLowerCase(Locale.ROOT)).orElse(null));
        row.add(failure.map(TrialFailure::epoch).orElse(null));
        row.add(failure.map(TrialFailure::step).orElse(null));
        row.add(failure.map(TrialFailure::message).orElse(null));
        row.add(run.map(TrialRun::sharedWith).orElse(null));
        row.add(run.map(TrialRun::attempts).orElse(null));
        row.add(run.map(TrialRun::seconds).orElse(null));
        row.add(run.map(TrialRun::started).orElse(null));
        return row;
    }
}
