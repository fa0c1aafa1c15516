package dev.lattice.experiments.cli;

import dev.lattice.core.config.SpecBinder;
import java.util.List;
import picocli.CommandLine.Option;

/** Which images a model is used on. */
final class PartOption {

    private static final List<String> PARTS = List.of("test", "validation", "train");

    @Option(
            names = "--images",
            paramLabel = "PART",
            defaultValue = "test",
            description = "test, validation or train images of the model's data set (default: ${DEFAULT-VALUE}).")
    private String part;

    /** Returns the part, checked. */
    String part() {
        if (!PARTS.contains(part)) {
            throw SpecBinder.unknown("part", part, PARTS).in("--images");
        }
        return part;
    }
}
