package dev.lattice.experiments.run;

import dev.lattice.core.engine.TrainingEngine;
import dev.lattice.core.trial.Provenance;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Properties;

/** Says where results come from: this build, this machine, this moment. The only place that makes a provenance. */
public final class Origin {

    private static final Properties BUILD = read();

    private Origin() {}

    /** Returns the version of Lattice. */
    public static String version() {
        return value("version");
    }

    /** Returns the git commit of the build, with {@code +dirty} if sources had changed; {@code unknown} outside a checkout. */
    public static String commit() {
        return value("commit") + (value("dirty").equals("true") ? "+dirty" : "");
    }

    /** Returns version and vendor of the JVM. */
    public static String java() {
        return System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")";
    }

    /** Returns operating system, architecture and number of cores. */
    public static String machine() {
        return System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                + System.getProperty("os.arch") + ", " + Runtime.getRuntime().availableProcessors() + " cores";
    }

    /** Returns the provenance of a result that is made now by an engine from the data with a checksum. */
    public static Provenance provenance(TrainingEngine engine, String dataChecksum, Clock clock) {
        return new Provenance(
                version(),
                commit(),
                java(),
                machine(),
                engine.backend(),
                dataChecksum,
                clock.instant().truncatedTo(ChronoUnit.SECONDS));
    }

    /** Returns a provenance for a result of the same making, from the data with another checksum. */
    static Provenance withData(Provenance from, String dataChecksum) {
        return new Provenance(
                from.version(),
                from.commit(),
                from.java(),
                from.machine(),
                from.backend(),
                dataChecksum,
                from.created());
    }

    // Outside a git checkout the build leaves the placeholders as they are.
    private static String value(String key) {
        String value = BUILD.getProperty(key, "");
        return value.isBlank() || value.startsWith("${") ? "unknown" : value;
    }

    private static Properties read() {
        Properties properties = new Properties();
        try (InputStream in = Origin.class.getResourceAsStream("/lattice.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read lattice.properties", e);
        }
        return properties;
    }
}
