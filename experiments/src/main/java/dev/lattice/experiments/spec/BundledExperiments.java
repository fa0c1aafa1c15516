package dev.lattice.experiments.spec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The experiment files that come with Lattice, on the class path under {@code /experiments}. */
public final class BundledExperiments {

    private static final String FOLDER = "/experiments/";

    private BundledExperiments() {}

    /** Returns the names, in the order in which a newcomer would try them. */
    public static List<String> names() {
        return read("index.txt").orElseThrow().lines().filter(l -> !l.isBlank()).toList();
    }

    /** Returns the text of a bundled experiment; empty if there is none of that name. */
    public static Optional<String> text(String name) {
        return names().contains(name) ? read(name + ".yaml") : Optional.empty();
    }

    private static Optional<String> read(String file) {
        try (InputStream in = BundledExperiments.class.getResourceAsStream(FOLDER + file)) {
            return in == null ? Optional.empty() : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the bundled experiment " + file, e);
        }
    }
}
