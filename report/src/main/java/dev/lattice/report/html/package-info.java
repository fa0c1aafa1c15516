/**
 * The page: one file that opens without a network, with the ranking, the figures and where they come from.
 *
 * <p>{@link dev.lattice.report.html.ReportPage} sets it; its style and its few lines of script lie beside it as resources
 * and are written into the page.
 */
package dev.lattice.report.html;
