package dev.lattice.report;

/**
 * What goes into a report.
 *
 * @param best number of best cells whose curves and reconstructions are shown, at least 1
 * @param tableRows number of cells in the page's tables; {@code trials.csv} always has all
 * @param figures whether figures are drawn
 */
public record ReportOptions(int best, int tableRows, boolean figures) {

    /** Checks the numbers. */
    public ReportOptions {
        if (best < 1) {
            throw new IllegalArgumentException("'best' must be at least 1, but was " + best);
        }
        if (tableRows < 1) {
            throw new IllegalArgumentException("'tableRows' must be at least 1, but was " + tableRows);
        }
    }

    /** Returns 5 best cells, 100 rows, with figures. */
    public static ReportOptions defaults() {
        return new ReportOptions(5, 100, true);
    }

    /** Returns the options with another number of best cells. */
    public ReportOptions withBest(int count) {
        return new ReportOptions(count, tableRows, figures);
    }
}
