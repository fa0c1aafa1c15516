package dev.lattice.core.trial;

import java.time.Instant;

/**
 * Where a result comes from.
 *
 * @param version of Lattice
 * @param commit git commit of the build, with {@code +dirty} if sources had changed; {@code unknown} outside a checkout
 * @param java version and vendor of the JVM
 * @param machine operating system, architecture and number of cores
 * @param backend what the engine computes with
 * @param dataChecksum of the data set
 * @param created when it was begun
 */
public record Provenance(
        String version,
        String commit,
        String java,
        String machine,
        String backend,
        String dataChecksum,
        Instant created) {

    private static final String THEN = ", then ";

    /** Returns the provenance of what was begun by this and gone on with by another: where they differ, both, in order. */
    public Provenance then(Provenance later) {
        return new Provenance(
                both(version, later.version),
                both(commit, later.commit),
                both(java, later.java),
                both(machine, later.machine),
                both(backend, later.backend),
                both(dataChecksum, later.dataChecksum),
                created);
    }

    private static String both(String first, String second) {
        return first.equals(second) || first.endsWith(THEN + second) ? first : first + THEN + second;
    }
}
