package dev.lattice.report.table;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVPrinter;

/** A table as CSV: numbers with all their digits, words as they are shown. */
public final class CsvTable {

    private CsvTable() {}

    /** Appends the table, header first, lines ended by a line feed. */
    public static void write(Table table, Appendable out) throws IOException {
        CSVPrinter csv = new CSVPrinter(out, TrialsCsv.format());
        csv.printRecord(table.headers());
        for (List<Table.Cell> row : table.rows()) {
            List<Object> values = new ArrayList<>();
            row.forEach(cell -> values.add(
                    cell.value().isPresent()
                            ? (Object) Numbers.shortest(cell.value().get())
                            : cell.text().equals(Numbers.ABSENT) ? null : cell.text()));
            csv.printRecord(values);
        }
        csv.flush();
    }
}
