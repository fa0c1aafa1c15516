package dev.lattice.report;

import dev.lattice.core.config.SpecBinder;
import dev.lattice.report.figure.Figure;
import dev.lattice.report.figure.FigureFiles;
import dev.lattice.report.file.WholeFile;
import dev.lattice.report.html.ReproductionPage;
import dev.lattice.report.table.ClaimTable;
import dev.lattice.report.table.CsvTable;
import dev.lattice.report.table.MarkdownTable;
import dev.lattice.report.table.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes a reproduction.
 *
 * <pre>
 * index.html                     the page
 * claims.csv, claims.md          claimed, ours, tolerance, verdict
 * tables/*.csv, tables/*.md
 * figures/*.png, figures/*.svg
 * provenance.json
 * </pre>
 */
public final class ReproductionReport {

    /** Rows of a table in Markdown at most; the CSV has all. */
    private static final int MOST_ROWS = 100;

    private ReproductionReport() {}

    /**
     * Writes every file, whole or not at all, in the place of an earlier one.
     *
     * @param outDir created if it does not exist
     * @return the files written, {@code index.html} first
     * @throws IOException if a file cannot be written
     */
    public static List<Path> write(Reproduction reproduction, Path outDir) throws IOException {
        List<Path> files = new ArrayList<>();
        Table claims = ClaimTable.of("Claims of " + reproduction.title(), reproduction.claims());
        files.add(WholeFile.write(outDir.resolve("claims.csv"), out -> CsvTable.write(claims, out)));
        String size = reproduction.size().isEmpty() ? "" : "_" + reproduction.size() + "_\n\n";
        files.add(WholeFile.write(outDir.resolve("claims.md"), size + MarkdownTable.render(claims)));
        Path figures = outDir.resolve("figures");
        for (Reproduction.Section section : reproduction.sections()) {
            List<Figure> all = new ArrayList<>(section.figures());
            all.addAll(section.besides());
            files.addAll(FigureFiles.write(all, figures));
            for (Map.Entry<String, Table> entry : section.tables().entrySet()) {
                Path tables = outDir.resolve("tables");
                files.add(WholeFile.write(
                        tables.resolve(entry.getKey() + ".csv"), out -> CsvTable.write(entry.getValue(), out)));
                files.add(WholeFile.write(
                        tables.resolve(entry.getKey() + ".md"),
                        MarkdownTable.render(entry.getValue().first(MOST_ROWS))));
            }
        }
        files.add(WholeFile.write(
                outDir.resolve("provenance.json"), SpecBinder.prettyJson(reproduction.provenance()) + "\n"));
        // The page comes last, so that what it links to is there.
        files.add(0, WholeFile.write(outDir.resolve("index.html"), ReproductionPage.of(reproduction)));
        return List.copyOf(files);
    }
}
