package dev.lattice.report;

import dev.lattice.core.trial.StudyInfo;
import dev.lattice.report.figure.Figure;
import dev.lattice.report.figure.FigureFiles;
import dev.lattice.report.file.WholeFile;
import dev.lattice.report.html.ReportPage;
import dev.lattice.report.rank.RankedGroup;
import dev.lattice.report.rank.Ranking;
import dev.lattice.report.table.CurvesCsv;
import dev.lattice.report.table.LatexTable;
import dev.lattice.report.table.MarkdownTable;
import dev.lattice.report.table.RankingTable;
import dev.lattice.report.table.TrialsCsv;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    public static List<Path> write(StudyInfo.View study, ModelGallery gallery, Path outDir, ReportOptions options)
            throws IOException {
        String metric = options.metric().isEmpty() ? study.info().objective() : options.metric();
        Ranking ranking = Ranking.of(study, metric);
        List<String> notes = new ArrayList<>();
        StudyFigures figures = new StudyFigures(List.of(), List.of());
        Optional<String> unavailable = options.figures() ? Figure.unavailable() : Optional.empty();
        if (unavailable.isPresent()) {
            LOG.warn("{}", unavailable.get());
            notes.add(unavailable.get());
        } else if (options.figures()) {
            figures = StudyFigures.of(study, ranking, gallery, options.best());
        }

        List<Path> files = new ArrayList<>();
        files.add(WholeFile.write(outDir.resolve("trials.csv"), out -> TrialsCsv.write(study, out)));
        files.add(WholeFile.write(outDir.resolve("curves.csv"), out -> CurvesCsv.write(study, out)));
        files.add(WholeFile.write(outDir.resolve("ranking.md"), markdown(study, ranking, options.tableRows())));
        files.add(WholeFile.write(outDir.resolve("ranking.tex"), latex(study, ranking, options.tableRows())));
        List<Figure> all = new ArrayList<>(figures.onPage());
        all.addAll(figures.besides());
        files.addAll(FigureFiles.write(all, outDir.resolve("figures")));
        // The page comes last, so that what it links to is there.
        String page = ReportPage.of(study, ranking, figures.onPage(), notes, options.tableRows(), options.command());
        files.add(0, WholeFile.write(outDir.resolve("index.html"), page));
        LOG.debug("report of {}: {} files in {}", study.info().name(), files.size(), outDir);
        return List.copyOf(files);
    }

    private static String markdown(StudyInfo.View study, Ranking ranking, int rows) {
        return ranking.groups().stream()
                .map((RankedGroup g) -> MarkdownTable.render(RankingTable.of(g, study, rows)))
                .collect(Collectors.joining("\n"));
    }

    private static String latex(StudyInfo.View study, Ranking ranking, int rows) {
        return ranking.groups().stream()
                .map((RankedGroup g) -> LatexTable.render(RankingTable.of(g, study, rows)))
                .collect(Collectors.joining("\n"));
    }
}
