package dev.lattice.report.table;

import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.TrialRecord;
import dev.lattice.report.rank.Candidate;
import dev.lattice.report.rank.Health;
import dev.lattice.report.rank.LossSource;
import dev.lattice.report.rank.RankedGroup;
import dev.lattice.report.rank.Ranking;
import dev.lattice.report.rank.Standings;
import dev.lattice.report.rank.Unranked;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The ranking for programs: maps, lists, texts and numbers, ready for any JSON writer. */
public final class RankingJson {

    private RankingJson() {}

    /** Returns the rows of a ranking of which nothing is known about chance. */
    public static List<Map<String, Object>> rows(Ranking ranking) {
        return rows(ranking, ranking.standings(LossSource.none()));
    }

    /**
     * Returns one map per cell: ranked ones group by group, then those without a rank, then those still to do.
     *
     * <p>Keys: {@code number, id, state}; {@code group} (from 1), {@code rank}, {@code rankedBy}, {@code health} and {@code row}
     * (that of all seeds together: {@code rank, seeds, mean, deviation}, how many further ones {@code diverged}, and where chance
     * was tested {@code aboveBest, low, high, distinguishable, recommended}) if ranked; {@code varied} and {@code metrics} (by name,
     * finite numbers only); {@code reason} if not ranked; {@code engine, parameters, training, attempts, seconds, started} once it ran.
     */
    public static List<Map<String, Object>> rows(Ranking ranking, List<Standings> standings) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int g = 0; g < ranking.groups().size(); g++) {
            RankedGroup group = ranking.groups().get(g);
            Map<Integer, Map<String, Object>> rowOf = rowOf(standings.get(g));
            int number = g + 1;
            group.trials().forEach(ranked -> {
                Map<String, Object> place = new LinkedHashMap<>();
                place.put("group", number);
                place.put("rank", ranked.rank());
                place.put("rankedBy", group.metric());
                place.put("row", rowOf.get(ranked.trial().number()));
                place.put(
                        "health",
                        Health.of(ranked.trial()).stream().map(Health::tag).toList());
                rows.add(row(ranked.trial(), place));
            });
        }
        for (Unranked u : ranking.unranked()) {
            rows.add(row(u.trial(), Map.of("reason", u.reason())));
        }
        ranking.pending().forEach(t -> rows.add(row(t, Map.of())));
        return rows;
    }

    private static Map<Integer, Map<String, Object>> rowOf(Standings standings) {
        Map<Integer, Map<String, Object>> rows = new HashMap<>();
        for (Candidate candidate : standings.candidates()) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("rank", candidate.rank());
            row.put("seeds", candidate.cells().size());
            row.put("diverged", candidate.diverged());
            row.put("mean", candidate.mean());
            if (candidate.cells().size() > 1) {
                row.put("deviation", candidate.deviation());
            }
            candidate.standing().ifPresent(s -> {
                row.put("aboveBest", s.difference());
                if (!Double.isNaN(s.low())) {
                    row.put("low", s.low());
                    row.put("high", s.high());
                }
                row.put("distinguishable", s.distinguishable());
                row.put("recommended", standings.isRecommended(candidate));
            });
            candidate.cells().forEach(c -> rows.put(c.trial().number(), row));
        }
        return rows;
    }

    private static Map<String, Object> row(TrialRecord trial, Map<String, Object> place) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("number", trial.number());
        row.put("id", trial.id());
        row.put("state", trial.state().name().toLowerCase(Locale.ROOT));
        row.putAll(place);
        row.put("varied", trial.varied());
        Map<String, Object> metrics = new LinkedHashMap<>();
        for (Metric metric : trial.metrics()) {
            // JSON has no NaN.
            if (Double.isFinite(metric.value())) {
                metrics.put(metric.name(), metric.value());
            }
        }
        row.put("metrics", metrics);
        trial.run().ifPresent(run -> {
            row.put("engine", run.engine());
            row.put("parameters", run.parameters());
            row.put("training", run.sharedWith());
            row.put("attempts", run.attempts());
            row.put("seconds", run.seconds());
            row.put("started", run.started().toString());
        });
        return row;
    }
}
