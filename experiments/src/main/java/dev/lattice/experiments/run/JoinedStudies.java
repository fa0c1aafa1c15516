package dev.lattice.experiments.run;

import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.StudyInfo;
import dev.lattice.core.trial.TrialRecord;
import dev.lattice.report.rank.LossSource;
import dev.lattice.search.store.StudyReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The cells of one or more studies as one list, to be ranked together where their numbers are the same quantity. Cells of several
 * studies are numbered anew, and their study is one of the things in which they vary.
 *
 * @param view of all
 * @param losses of all
 */
public record JoinedStudies(StudyInfo.View view, LossSource losses) {

    private record Origin(Path folder, TrialRecord trial) {}

    /** Reads studies; one alone is as it is. */
    public static JoinedStudies read(List<Path> folders) {
        if (folders.size() == 1) {
            return new JoinedStudies(StudyReader.read(folders.get(0)), new StudyLosses(folders.get(0)));
        }
        List<TrialRecord> trials = new ArrayList<>();
        Map<Integer, Origin> origins = new HashMap<>();
        Map<String, Object> space = new LinkedHashMap<>();
        List<String> names = new ArrayList<>();
        space.put("study", names);
        StudyInfo first = null;
        for (Path folder : folders) {
            StudyInfo.View view = StudyReader.read(folder);
            first = first == null ? view.info() : first;
            names.add(view.info().name());
            view.info().space().forEach(space::putIfAbsent);
            for (TrialRecord t : view.trials()) {
                Map<String, Object> varied = new LinkedHashMap<>();
                varied.put("study", view.info().name() + ":" + t.number());
                varied.putAll(t.varied());
                int number = trials.size() + 1;
                origins.put(number, new Origin(folder, t));
                trials.add(new TrialRecord(
                        number,
                        t.id(),
                        t.state(),
                        varied,
                        t.experiment(),
                        t.curve(),
                        t.metrics(),
                        t.run(),
                        t.failure()));
            }
        }
        StudyInfo info = new StudyInfo(
                String.join(" and ", names), first.base(), "list", space, first.objective(), first.provenance());
        return new JoinedStudies(new StudyInfo.View(info, trials), (TrialRecord trial, Metric metric) -> {
            Origin origin = origins.get(trial.number());
            return origin == null ? Optional.empty() : new StudyLosses(origin.folder()).losses(origin.trial(), metric);
        });
    }
}
