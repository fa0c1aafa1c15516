/**
 * The composition root: the only module that sees all others.
 *
 * <p>{@code spec} reads experiment files, {@code run} puts data, engines, models and studies together, {@code cli} is the
 * command line. Nothing depends on this module.
 */
package dev.lattice.experiments;
