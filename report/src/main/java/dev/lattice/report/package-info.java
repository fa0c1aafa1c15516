/** The report module. */
package dev.lattice.report;
