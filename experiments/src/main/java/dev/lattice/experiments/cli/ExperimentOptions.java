package dev.lattice.experiments.cli;

import dev.lattice.experiments.spec.ExperimentFile;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** What changes an experiment from the command line. */
final class ExperimentOptions {

    private static final String VALIDATION = "dataset.validation";

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description =
                    "Override a key of the experiment, such as training.epochs=5 or model.hidden=[400,200]. Repeatable.")
    private List<String> settings = new ArrayList<>();

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Root of every random stream; overrides the experiment's.")
    private Long seed;

    /** Returns an experiment with these options applied. */
    ExperimentFile.Resolved resolve(String nameOrPath) {
        return ExperimentFile.read(nameOrPath).resolve(settings, seed);
    }

    /** Returns an experiment with these options applied, a tenth held out for validation where it holds out nothing. */
    ExperimentFile.Resolved resolveWithValidation(String nameOrPath) {
        ExperimentFile.Resolved resolved = resolve(nameOrPath);
        if (resolved.spec().dataset().validation() > 0 || keys().contains(VALIDATION)) {
            return resolved;
        }
        List<String> more = new ArrayList<>(settings);
        more.add(VALIDATION + "=0.1");
        return ExperimentFile.read(nameOrPath).resolve(more, seed);
    }

    /** Returns the keys that were set. */
    List<String> keys() {
        return settings.stream().map(s -> s.replaceFirst("=.*", "").strip()).toList();
    }

    /** Returns what differs from the file, each as key and value. */
    List<String> changes() {
        List<String> changes = new ArrayList<>(settings);
        if (seed != null) {
            changes.add("seed=" + seed);
        }
        return changes;
    }

    /** Returns the options as they would be typed. */
    String typed() {
        StringBuilder text = new StringBuilder();
        settings.forEach(s -> text.append(" --set '").append(s).append('\''));
        return text + (seed == null ? "" : " --seed " + seed);
    }
}
