/**
 * What the user asks for, as records that check themselves.
 *
 * <p>{@link dev.lattice.core.config.SpecBinder} turns a tree of plain maps and lists (from YAML, {@code --set} or a search
 * space) into an {@link dev.lattice.core.config.ExperimentSpec}: unknown keys are errors that name the nearest known one,
 * defaults live in the records' constructors and nowhere else. {@link dev.lattice.core.config.ConfigException} is the one
 * line that a user reads for a mistake. Reading files is not here.
 */
package dev.lattice.core.config;
