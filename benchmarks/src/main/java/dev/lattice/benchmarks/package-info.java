/** The benchmarks module. */
package dev.lattice.benchmarks;
