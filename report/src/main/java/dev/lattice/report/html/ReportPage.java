package dev.lattice.report.html;

import static dev.lattice.report.table.HtmlTable.escaped;

import dev.lattice.core.trial.StudyInfo;
import dev.lattice.core.trial.TestOpening;
import dev.lattice.core.trial.TrialRecord;
import dev.lattice.core.trial.TrialState;
import dev.lattice.report.figure.Figure;
import dev.lattice.report.rank.Candidate;
import dev.lattice.report.rank.Health;
import dev.lattice.report.rank.MetricNames;
import dev.lattice.report.rank.Ranking;
import dev.lattice.report.rank.Standings;
import dev.lattice.report.rank.Unranked;
import dev.lattice.report.table.Numbers;
import dev.lattice.report.table.Parameters;
import dev.lattice.report.table.RankingTable;
import dev.lattice.report.table.Table;
import dev.lattice.report.table.TestTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Sets a study's report as one HTML file that needs no other. */
public final class ReportPage {

    private static final int MOST_UNRANKED = 200;

    private final StudyInfo.View study;
    private final Ranking ranking;
    private final List<Standings> standings;
    private final int tableRows;
    private final Page page;
    private final StringBuilder out;

    private ReportPage(StudyInfo.View study, Ranking ranking, List<Standings> standings, int tableRows) {
        this.standings = standings;
        this.study = study;
        this.ranking = ranking;
        this.tableRows = tableRows;
        this.page = new Page(study.info().name(), summary());
        this.out = page.out();
    }

    /**
     * Returns the page.
     *
     * @param standings of the groups of the ranking
     * @param parameters tables of what the parameters do, by the name of their file
     * @param figures in order, written into the page
     * @param notes what the reader should know of the report itself, such as why figures are missing
     * @param tableRows rows of each ranking at most
     */
    public static String of(
            StudyInfo.View study,
            Ranking ranking,
            List<Standings> standings,
            Map<String, Table> parameters,
            List<Figure> figures,
            List<String> notes,
            int tableRows) {
        ReportPage report = new ReportPage(study, ranking, standings, tableRows);
        report.facts();
        notes.forEach(report.page::quiet);
        report.rankings();
        report.tests();
        report.parameters(parameters);
        if (!figures.isEmpty()) {
            report.page.heading("Figures");
            figures.forEach(report.page::figure);
        }
        report.unranked();
        report.searched();
        report.origin();
        return report.page.end();
    }

    private String summary() {
        String data = " on " + study.info().base().dataset().name() + ".";
        if (study.info().strategy().equals("list") && !isOneTraining()) {
            // The first experiment's description is not the comparison's.
            long experiments = study.trials().stream()
                    .map(t -> t.experiment().name())
                    .distinct()
                    .count();
            return "A comparison of " + experiments + " experiments" + data;
        }
        String what = study.info().base().description().isBlank()
                ? ""
                : study.info().base().description() + ". ";
        List<String> keys = Parameters.varied(study);
        List<String> names =
                keys.stream().map(k -> Parameters.shortName(k, keys)).toList();
        String how = isOneTraining() ? "One training" : "A " + study.info().strategy() + " search";
        return what + how + (names.isEmpty() ? "" : " over " + String.join(", ", names)) + data;
    }

    /** A page of {@code train}: nothing was searched or compared. */
    private boolean isOneTraining() {
        return study.info().strategy().equals("list") && study.trials().size() == 1;
    }

    private void facts() {
        Map<TrialState, Long> states =
                study.trials().stream().collect(Collectors.groupingBy(TrialRecord::state, Collectors.counting()));
        long complete = states.getOrDefault(TrialState.COMPLETE, 0L);
        long diverged = ranking.diverged();
        long failed = states.getOrDefault(TrialState.FAILED, 0L) - diverged;
        // Cells that share a training each record its time up to their own last epoch: the longest is the training's.
        Map<Integer, Double> trainings = new TreeMap<>();
        study.trials().forEach(t -> t.run().ifPresent(r -> trainings.merge(r.sharedWith(), r.seconds(), Math::max)));
        double seconds =
                trainings.values().stream().mapToDouble(Double::doubleValue).sum();
        out.append("<dl class=\"facts\">\n");
        fact("Cells complete", complete + " <small>of " + study.trials().size() + "</small>");
        fact("Trainings", String.valueOf(trainings.size()));
        fact("Training time", duration(seconds));
        fact("Diverged", String.valueOf(diverged));
        fact("Failed", String.valueOf(failed));
        // Of the row, not of a cell: the best cell of several seeds is the one with the most luck.
        standings.stream().findFirst().ifPresent(group -> {
            Candidate best = group.candidates().get(0);
            fact(
                    "Best " + escaped(MetricNames.title(group.group().metric())),
                    escaped(Numbers.measured(best.mean())) + " <small>"
                            + escaped(group.group().unit() + ", " + words(best)) + "</small>");
        });
        out.append("</dl>\n");
    }

    /** Returns which row it is: its cell, or of how many seeds it is the mean, with its configuration. */
    private static String words(Candidate row) {
        TrialRecord first = row.first().trial();
        String left = row.diverged() > 0 ? ", " + Health.DIVERGED.tag(row) : "";
        if (row.cells().size() == 1) {
            return "cell " + first.number() + left;
        }
        String configuration = parameters(first, key -> !key.equals("seed"));
        return "mean of " + row.cells().size() + " seeds" + left
                + (configuration.isEmpty() ? "" : ": " + configuration);
    }

    private void fact(String name, String html) {
        out.append("<div><dt>").append(name).append("</dt><dd>").append(html).append("</dd></div>\n");
    }

    private void rankings() {
        out.append(isOneTraining() ? "<h2>Result</h2>\n" : "<h2>Ranking</h2>\n");
        if (ranking.groups().isEmpty()) {
            out.append("<p>No cell is complete yet.</p>\n");
        }
        ranking.refusal()
                .ifPresent(why -> out.append("<p>Not ranked in one table: ")
                        .append(escaped(why))
                        .append(".</p>\n"));
        for (Standings group : standings) {
            page.table(RankingTable.of(group, study, tableRows));
            RankingTable.notes(group, tableRows).forEach(page::quiet);
        }
        out.append(
                        "<p class=\"quiet\">Every cell with every parameter and metric: <a href=\"trials.csv\">trials.csv</a>; every")
                .append(" epoch: <a href=\"curves.csv\">curves.csv</a>. Click a column to sort.</p>\n");
    }

    private void tests() {
        List<TestOpening> tests = study.info().tests();
        if (tests.isEmpty()) {
            return;
        }
        page.heading("Test images");
        page.table(TestTable.of(tests));
        page.quiet("Selected on validation images, then measured once on the test images: opened for " + tests.size()
                + (tests.size() == 1 ? " cell." : " cells; the more there are, the less each number says."));
    }

    private void parameters(Map<String, Table> tables) {
        if (tables.isEmpty()) {
            return;
        }
        page.heading(tables.containsKey("comparison") ? "Side by side" : "What matters");
        tables.forEach((name, table) -> {
            page.table(table);
            out.append("<p class=\"quiet\"><a href=\"").append(name).append(".csv\">CSV</a></p>\n");
        });
    }

    private void unranked() {
        if (!ranking.unranked().isEmpty()) {
            out.append("<h2>Not ranked</h2>\n<div class=\"scroll\">\n<table>\n<thead><tr><th class=\"n\">Cell</th>");
            out.append("<th>Parameters</th><th>Cause</th></tr></thead>\n<tbody>\n");
            for (Unranked u : ranking.unranked()
                    .subList(0, Math.min(MOST_UNRANKED, ranking.unranked().size()))) {
                out.append("<tr><td class=\"n\">").append(u.trial().number()).append("</td><td>");
                out.append(escaped(parameters(u.trial(), key -> true))).append("</td><td class=\"wrap\">");
                out.append(escaped(u.reason())).append("</td></tr>\n");
            }
            out.append("</tbody>\n</table>\n</div>\n");
            int more = ranking.unranked().size() - MOST_UNRANKED;
            out.append(more > 0 ? "<p class=\"quiet\">… and " + more + " more in trials.csv</p>\n" : "");
        }
        if (!ranking.pending().isEmpty()) {
            out.append("<p>").append(ranking.pending().size()).append(" cells are still to do.</p>\n");
        }
    }

    private static String parameters(TrialRecord trial, Predicate<String> shown) {
        List<String> keys = List.copyOf(trial.varied().keySet());
        List<String> texts = new ArrayList<>();
        trial.varied().forEach((k, v) -> {
            if (shown.test(k)) {
                texts.add(Parameters.shortName(k, keys) + " " + Parameters.text(v));
            }
        });
        return String.join(", ", texts);
    }

    private void searched() {
        out.append(isOneTraining() ? "<h2>What was trained</h2>\n" : "<h2>What was searched</h2>\n");
        Map<String, String> rows = new LinkedHashMap<>();
        if (!isOneTraining()) {
            rows.put("strategy", study.info().strategy());
        }
        study.info()
                .space()
                .forEach((key, values) -> rows.put(
                        key,
                        values instanceof List<?> list
                                ? list.stream().map(Parameters::text).collect(Collectors.joining(", "))
                                : Parameters.text(values)));
        page.plain(rows);
        Map<String, String> base = new LinkedHashMap<>();
        Parameters.flat(study.info().base()).forEach((key, value) -> {
            if (!study.info().space().containsKey(key)) {
                base.put(key, Parameters.text(value));
            }
        });
        out.append("<details><summary>The experiment that cells start from</summary>\n");
        page.plain(base);
        out.append("</details>\n");
    }

    private void origin() {
        var provenance = study.info().provenance();
        out.append("<h2>Where it comes from</h2>\n");
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("Lattice", provenance.version() + ", commit " + provenance.commit());
        rows.put("Java", provenance.java());
        rows.put("Machine", provenance.machine());
        rows.put("Backend", provenance.backend());
        rows.put(
                "Engines",
                study.trials().stream()
                        .flatMap(t -> t.run().stream())
                        .map(r -> r.engine())
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining(", ")));
        rows.put("Data", study.info().base().dataset().name() + ", " + provenance.dataChecksum());
        rows.put("Seed", String.valueOf(study.info().base().seed()));
        rows.put("Started", provenance.created().toString());
        page.plain(rows);
        page.command(study.info().command());
    }

    private static String duration(double seconds) {
        if (seconds < 90) {
            return Numbers.seconds(seconds) + " <small>s</small>";
        }
        long minutes = Math.round(seconds / 60);
        return minutes < 90
                ? minutes + " <small>min</small>"
                : minutes / 60 + " <small>h</small> " + minutes % 60 + " <small>min</small>";
    }
}
