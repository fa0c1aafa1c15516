/**
 * Experiment files: from YAML text to checked records.
 *
 * <p>{@link dev.lattice.experiments.spec.ExperimentFile} reads a bundled name or a path with
 * {@link dev.lattice.experiments.spec.YamlText}, follows {@code extends}, applies {@code --set} and {@code --seed}, splits the
 * {@code search} section off and binds the rest to an {@link dev.lattice.core.config.ExperimentSpec}. Precedence: defaults,
 * file, {@code --set}, flags. Every mistake is one {@link dev.lattice.core.config.ConfigException} with the file or the flag in
 * front. What a search section means is not known here: the search module binds it.
 */
package dev.lattice.experiments.spec;
