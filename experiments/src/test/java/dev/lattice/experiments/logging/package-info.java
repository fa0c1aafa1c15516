/** Tests of where log lines go. */
package dev.lattice.experiments.logging;
