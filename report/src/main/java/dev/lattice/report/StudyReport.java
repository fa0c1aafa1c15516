package dev.lattice.report;

import dev.lattice.core.trial.StudyInfo;
import dev.lattice.report.file.WholeFile;
import dev.lattice.report.table.CurvesCsv;
import dev.lattice.report.table.TrialsCsv;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes the report of a study: tables, figures and a page that shows both. */
public final class StudyReport {

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
        List<Path> files = new ArrayList<>();
        files.add(WholeFile.write(outDir.resolve("trials.csv"), out -> TrialsCsv.write(study, out)));
        files.add(WholeFile.write(outDir.resolve("curves.csv"), out -> CurvesCsv.write(study, out)));
        return List.copyOf(files);
    }
}
