/** Tests of experiment files. */
package dev.lattice.experiments.spec;
