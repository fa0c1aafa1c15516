package dev.lattice.experiments.run;

import dev.lattice.core.config.ConfigException;
import dev.lattice.core.config.SpecBinder;
import dev.lattice.core.evaluate.Measured;
import dev.lattice.core.trial.TrialRecord;
import dev.lattice.report.file.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * What was measured of a study's models after their trainings, {@code evaluations/<number>.json}. It can be measured again: a file that
 * is missing, damaged or another cell's is as if nothing had been measured.
 */
final class CellEvaluations {

    private static final Logger LOGGER = LogManager.getLogger(CellEvaluations.class);
    private static final int FORMAT = 1;

    /** Far more than an evaluation has. */
    private static final long MAX_BYTES = 16L << 20;

    private CellEvaluations() {}

    /** What a file holds. */
    private record Stored(int format, String id, List<Measured> measured) {}

    /** Returns what was measured of a cell's model, empty if nothing was. */
    static List<Measured> read(Path study, TrialRecord trial) {
        Path file = file(study, trial);
        if (!Files.isRegularFile(file)) {
            return List.of();
        }
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new ConfigException("must be at most " + MAX_BYTES + " bytes");
            }
            Stored stored = SpecBinder.parse(Files.readString(file), Stored.class);
            boolean whole = stored.measured() != null
                    && stored.measured().stream().noneMatch(m -> m == null || m.name() == null || m.context() == null);
            return stored.format() == FORMAT && trial.id().equals(stored.id()) && whole ? stored.measured() : List.of();
        } catch (ConfigException | IOException e) {
            LOGGER.warn("{} is passed over: {}", file, e.getMessage());
            return List.of();
        }
    }

    /** Writes what was measured of a cell's model, in the place of what was there. */
    static void write(Path study, TrialRecord trial, List<Measured> measured) {
        Path file = file(study, trial);
        try {
            WholeFile.write(file, SpecBinder.prettyJson(new Stored(FORMAT, trial.id(), measured)) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    private static Path file(Path study, TrialRecord trial) {
        return study.resolve("evaluations").resolve(trial.number() + ".json");
    }
}
