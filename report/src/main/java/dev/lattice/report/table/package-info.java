/**
 * A study as text: {@code trials.csv} and {@code curves.csv} with every number, and the ranking for people.
 *
 * <p>{@link dev.lattice.report.table.RankingTable} decides columns, order and digits once;
 * {@link dev.lattice.report.table.ConsoleTable}, {@link dev.lattice.report.table.MarkdownTable},
 * {@link dev.lattice.report.table.HtmlTable} and {@link dev.lattice.report.table.LatexTable} only set it. A number that
 * does not exist is shown as a dash (empty in CSV, absent in JSON), never as 0.
 */
package dev.lattice.report.table;
