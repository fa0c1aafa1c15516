package dev.lattice.report;

import dev.lattice.core.trial.StudyInfo;
import dev.lattice.report.figure.Figure;
import dev.lattice.report.figure.FigureFiles;
import dev.lattice.report.file.WholeFile;
import dev.lattice.report.html.ReportPage;
import dev.lattice.report.rank.Ranking;
import dev.lattice.report.rank.Standings;
import dev.lattice.report.table.CsvTable;
import dev.lattice.report.table.CurvesCsv;
import dev.lattice.report.table.LatexTable;
import dev.lattice.report.table.MarkdownTable;
import dev.lattice.report.table.RankingTable;
import dev.lattice.report.table.Table;
import dev.lattice.report.table.TrialsCsv;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Writes the report of a study.
 *
 * <pre>
 * index.html                     the page
 * trials.csv, curves.csv         every number
 * ranking.md, ranking.tex        the ranking to paste
 * comparison.md, *.csv           compared experiments side by side
 * importance.md, *.csv           which parameters matter, and their best values; where several rows can be compared
 * figures/*.png, figures/*.svg
 * </pre>
 */
public final class StudyReport {

    private static final Logger LOG = LogManager.getLogger(StudyReport.class);

    private StudyReport() {}

    /**
     * Writes the report; every file is whole or absent, and one that exists is replaced.
     *
     * @param gallery models that were kept; {@link ModelGallery#none()} for a report without them
     * @param outDir created if it does not exist
     * @return the files written, {@code index.html} first
     * @throws IOException if a file cannot be written
     */
    public static List<Path> write(RankedStudy ranked, ModelGallery gallery, Path outDir, ReportOptions options)
            throws IOException {
        StudyInfo.View study = ranked.study();
        Ranking ranking = ranked.ranking();
        List<Standings> standings = ranked.standings();
        List<String> notes = new ArrayList<>();
        StudyParameters parameters = StudyParameters.of(study, ranking, standings, gallery);
        StudyFigures figures = new StudyFigures(List.of(), List.of());
        Optional<String> unavailable = options.figures() ? Figure.unavailable() : Optional.empty();
        if (unavailable.isPresent()) {
            LOG.warn("{}", unavailable.get());
            notes.add(unavailable.get());
        } else if (options.figures()) {
            figures = StudyFigures.of(study, ranking, standings, gallery, options.best());
            figures = figures.with(parameters.figures());
        }

        List<Path> files = new ArrayList<>();
        files.add(WholeFile.write(outDir.resolve("trials.csv"), out -> TrialsCsv.write(study, out)));
        files.add(WholeFile.write(outDir.resolve("curves.csv"), out -> CurvesCsv.write(study, out)));
        files.add(WholeFile.write(outDir.resolve("ranking.md"), markdown(study, standings, options.tableRows())));
        files.add(WholeFile.write(outDir.resolve("ranking.tex"), latex(study, standings, options.tableRows())));
        List<Figure> all = new ArrayList<>(figures.onPage());
        all.addAll(figures.besides());
        files.addAll(FigureFiles.write(all, outDir.resolve("figures")));
        files.addAll(parameterFiles(parameters, outDir));
        // The page comes last, so that what it links to is there.
        String page = ReportPage.of(
                study, ranking, standings, parameters.tables(), figures.onPage(), notes, options.tableRows());
        files.add(0, WholeFile.write(outDir.resolve("index.html"), page));
        LOG.debug("report of {}: {} files in {}", study.info().name(), files.size(), outDir);
        return List.copyOf(files);
    }

    private static List<Path> parameterFiles(StudyParameters parameters, Path outDir) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Map.Entry<String, Table> table : parameters.tables().entrySet()) {
            files.add(WholeFile.write(
                    outDir.resolve(table.getKey() + ".csv"), out -> CsvTable.write(table.getValue(), out)));
        }
        if (!parameters.tables().isEmpty()) {
            String text = parameters.tables().values().stream()
                    .map(MarkdownTable::render)
                    .collect(Collectors.joining("\n"));
            files.add(WholeFile.write(
                    outDir.resolve(parameters.tables().containsKey("comparison") ? "comparison.md" : "importance.md"),
                    text));
        }
        return files;
    }

    private static String markdown(StudyInfo.View study, List<Standings> standings, int rows) {
        return standings.stream()
                .map(g -> MarkdownTable.render(RankingTable.of(g, study, rows))
                        + RankingTable.notes(g, rows).stream()
                                .map(n -> "\n" + MarkdownTable.escaped(n) + "\n")
                                .collect(Collectors.joining()))
                .collect(Collectors.joining("\n"));
    }

    private static String latex(StudyInfo.View study, List<Standings> standings, int rows) {
        return standings.stream()
                .map(g -> LatexTable.render(RankingTable.of(g, study, rows)))
                .collect(Collectors.joining("\n"));
    }
}
