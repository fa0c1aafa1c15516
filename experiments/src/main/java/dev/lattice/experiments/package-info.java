/** The experiments module. */
package dev.lattice.experiments;
