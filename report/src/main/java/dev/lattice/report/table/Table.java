package dev.lattice.report.table;

import java.util.List;
import java.util.Optional;

/**
 * A table laid out: which columns, in which order, with which digits. Output formats only set it.
 *
 * @param title what is shown
 * @param columns from left to right
 * @param rows as long as {@code columns}
 * @param omitted number of rows left out at the end
 * @param notes sentences to be read below it
 */
public record Table(String title, List<Column> columns, List<List<Cell>> rows, int omitted, List<String> notes) {

    /** Creates a table without notes. */
    public Table(String title, List<Column> columns, List<List<Cell>> rows, int omitted) {
        this(title, columns, rows, omitted, List.of());
    }

    /**
     * A column.
     *
     * @param name title in short
     * @param unit as in {@code nats/image}; empty for none
     * @param numeric whether it is set flush right
     */
    public record Column(String name, String unit, boolean numeric) {

        /** Returns name and unit in one line. */
        public String header() {
            return unit.isEmpty() ? name : name + " (" + unit + ")";
        }
    }

    /**
     * A cell of the table.
     *
     * @param text what is shown
     * @param value the number with all its digits, for files; empty where there is none, or more than one
     * @param order what it is sorted by; empty where there is no number
     */
    public record Cell(String text, Optional<Double> value, Optional<Double> order) {

        /** Creates a cell that is sorted by its number. */
        public Cell(String text, Optional<Double> value) {
            this(text, value, value);
        }
    }

    /** Copies the lists. */
    public Table {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
        notes = List.copyOf(notes);
    }

    /** Returns a cell of words. */
    public static Cell words(String text) {
        return new Cell(text, Optional.empty());
    }

    /** Returns a cell of a measured number, a dash if it is not one. */
    public static Cell number(double value) {
        return Double.isNaN(value)
                ? new Cell(Numbers.ABSENT, Optional.empty())
                : new Cell(Numbers.measured(value), Optional.of(value));
    }

    /** Returns a cell of an interval, sorted by its lower end. */
    public static Cell interval(double low, double high) {
        String text = Numbers.measured(low) + " to " + Numbers.measured(high);
        return new Cell(text, Optional.empty(), Optional.of(low));
    }

    /** Returns the table cut after some rows. */
    public Table first(int count) {
        return count >= rows.size()
                ? this
                : new Table(title, columns, rows.subList(0, count), omitted + rows.size() - count, notes);
    }

    /** Returns the table without the columns of these names. */
    public Table without(List<String> names) {
        List<Integer> kept = java.util.stream.IntStream.range(0, columns.size())
                .filter(c -> !names.contains(columns.get(c).name()))
                .boxed()
                .toList();
        return new Table(
                title,
                kept.stream().map(columns::get).toList(),
                rows.stream().map(row -> kept.stream().map(row::get).toList()).toList(),
                omitted,
                notes);
    }

    /** Returns the header of each column. */
    public List<String> headers() {
        return columns.stream().map(Column::header).toList();
    }
}
