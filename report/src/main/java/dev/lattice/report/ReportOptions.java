package dev.lattice.report;

/**
 * What goes into a report.
 *
 * @param best number of best cells whose curves and reconstructions are shown, at least 1
 * @param tableRows number of cells in the page's tables; {@code trials.csv} always has all
 * @param figures whether figures are drawn
 * @param command what the page gives as the way to run the study again; empty to leave it out
 */
public record ReportOptions(int best, int tableRows, boolean figures, String command) {

    /** Checks the numbers. */
    public ReportOptions {
        if (best < 1) {
            throw new IllegalArgumentException("'best' must be at least 1, but was " + best);
        }
        if (tableRows < 1) {
            throw new IllegalArgumentException("'tableRows' must be at least 1, but was " + tableRows);
        }
    }

    /** Returns 5 best cells, 100 rows, with figures and without a command. */
    public static ReportOptions defaults() {
        return new ReportOptions(5, 100, true, "");
    }

    /** Returns the options with another command. */
    public ReportOptions withCommand(String text) {
        return new ReportOptions(best, tableRows, figures, text);
    }

    /** Returns the options with another number of best cells. */
    public ReportOptions withBest(int count) {
        return new ReportOptions(count, tableRows, figures, command);
    }
}
