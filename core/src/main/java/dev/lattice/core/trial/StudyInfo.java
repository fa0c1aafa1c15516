package dev.lattice.core.trial;

import dev.lattice.core.config.ExperimentSpec;
import java.util.List;
import java.util.Map;

/**
 * What a study searches.
 *
 * @param name also the name of its folder
 * @param base the experiment before any searched key is set
 * @param strategy {@code grid}, {@code random}, {@code genetic}, or {@code list} for compared experiments
 * @param space searched keys with their values (a list) or range (a text), in order
 * @param objective name of the metric to rank by, lower is better
 * @param provenance where and by what its cells were trained
 * @param tests every time that the test images were opened for one of its cells, in order
 * @param command that makes the study, for whoever wants to make it again; empty if nobody knows
 */
public record StudyInfo(
        String name,
        ExperimentSpec base,
        String strategy,
        Map<String, Object> space,
        String objective,
        Provenance provenance,
        List<TestOpening> tests,
        String command) {

    /** Copies the space. */
    public StudyInfo {
        command = command == null ? "" : command;
        tests = tests == null ? List.of() : List.copyOf(tests);
        space = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(space));
    }

    /** Returns a study whose test images nobody has seen, and which nobody knows the command of. */
    public StudyInfo(
            String name,
            ExperimentSpec base,
            String strategy,
            Map<String, Object> space,
            String objective,
            Provenance provenance) {
        this(name, base, strategy, space, objective, provenance, List.of(), "");
    }

    /** Returns the same study with these openings of the test images. */
    public StudyInfo withTests(List<TestOpening> openings) {
        return new StudyInfo(name, base, strategy, space, objective, provenance, openings, command);
    }

    /** Returns the same study with another provenance. */
    public StudyInfo withProvenance(Provenance other) {
        return new StudyInfo(name, base, strategy, space, objective, other, tests, command);
    }

    /** Returns the same study with another command. */
    public StudyInfo withCommand(String other) {
        return new StudyInfo(name, base, strategy, space, objective, provenance, tests, other);
    }

    /** A study and its cells at one moment: what a report is made from. */
    public record View(StudyInfo info, List<TrialRecord> trials) {
        /** Copies the list. */
        public View {
            trials = List.copyOf(trials);
        }
    }
}
