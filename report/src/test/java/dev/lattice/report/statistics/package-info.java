/** Tests of the statistics by simulation and against closed forms. */
package dev.lattice.report.statistics;
