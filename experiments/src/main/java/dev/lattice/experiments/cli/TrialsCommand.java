package dev.lattice.experiments.cli;

import dev.lattice.core.config.Check;
import dev.lattice.core.trial.StudyInfo;
import dev.lattice.experiments.run.JoinedStudies;
import dev.lattice.report.rank.Ranking;
import dev.lattice.report.rank.Standings;
import dev.lattice.report.table.ConsoleTable;
import dev.lattice.report.table.RankingJson;
import dev.lattice.report.table.TrialsCsv;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists a study's cells. */
@Command(
        name = "trials",
        mixinStandardHelpOptions = true,
        versionProvider = Lattice.Version.class,
        description = {
            "Rank and list the cells of a study; --json and --csv for programs.",
            "",
            "Cells that measure different things are ranked apart. Works while the study is still being swept. Several studies are"
                    + " ranked in one table; if their numbers are not the same quantity that is refused, and what differs is"
                    + " named.",
            ""
        },
        footer = {
            "",
            "Example:",
            "  lattice trials demo --top 5",
            "  lattice trials demo --metric mse --json",
            "  lattice trials demo --csv > trials.csv",
            "  lattice trials monday tuesday"
        })
final class TrialsCommand implements Callable<Integer> {

    private static final int DEFAULT_ROWS = 50;

    @Parameters(
            paramLabel = "STUDY",
            arity = "1..*",
            description = "Names under results, or folders; cells of several are ranked in one table, or refused.")
    private List<String> studies;

    @Option(
            names = "--top",
            paramLabel = "N",
            description = "Rows of each table, or cells in JSON (default: 50; JSON: all). Not with --csv.")
    private Integer top;

    @Option(
            names = "--metric",
            paramLabel = "NAME",
            description = "Rank by this metric (default: the study's own). Not with --csv.")
    private String metric;

    @ArgGroup
    private Format format;

    @Mixin
    private ResultsOption out;

    @Mixin
    private Verbosity verbosity;

    /** One of the formats for programs. */
    static final class Format {
        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        @Option(names = "--csv", description = "Print every cell with every key and metric as CSV, unranked.")
        private boolean csv;
    }

    @Override
    public Integer call() throws IOException {
        Console console = verbosity.console();
        boolean csv = format != null && format.csv;
        Check.require(top == null || !csv, "--top", "must not be given with --csv, which holds every cell", top);
        Check.require(metric == null || !csv, "--metric", "must not be given with --csv, which ranks nothing", metric);
        JoinedStudies joined = JoinedStudies.read(
                studies.stream().map(name -> out.results().study(name)).toList());
        StudyInfo.View view = joined.view();
        if (metric != null) {
            MetricChoice.require(metric, view);
        }
        if (top != null) {
            Check.atLeast("--top", 1, top);
        }
        String by = metric == null ? view.info().objective() : metric;
        Ranking ranking = Ranking.of(view, by);
        if (studies.size() > 1) {
            // Who names several wants one table, or to hear why there is none.
            ranking.only();
        }
        if (csv) {
            StringBuilder text = new StringBuilder();
            TrialsCsv.write(view, text);
            console.print(text.toString());
        } else if (format != null && format.json) {
            console.print(Json.of(json(view, ranking, ranking.standings(joined.losses()))));
        } else {
            int rows = top == null ? DEFAULT_ROWS : top;
            console.print(ConsoleTable.render(ranking, ranking.standings(joined.losses()), view, rows));
        }
        return Failures.OK;
    }

    private Map<String, Object> json(StudyInfo.View view, Ranking ranking, List<Standings> standings) {
        List<Map<String, Object>> rows = RankingJson.rows(ranking, standings);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("study", view.info().name());
        json.put("strategy", view.info().strategy());
        json.put("metric", ranking.metric());
        ranking.refusal().ifPresent(why -> json.put("notRankedTogether", why));
        json.put("cells", rows.size());
        json.put("trials", top == null ? rows : rows.subList(0, Math.min(top, rows.size())));
        return json;
    }
}
