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
 * @param created when
 */
public record Provenance(
        String version,
        String commit,
        String java,
        String machine,
        String backend,
        String dataChecksum,
        Instant created) {}
