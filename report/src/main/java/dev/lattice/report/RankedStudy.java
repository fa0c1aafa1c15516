package dev.lattice.report;

import dev.lattice.core.trial.StudyInfo;
import dev.lattice.report.rank.LossSource;
import dev.lattice.report.rank.Ranking;
import dev.lattice.report.rank.Standings;
import java.util.List;

/**
 * A study, ranked once for all that shows it: what can be said about chance takes thousands of draws.
 *
 * @param study what is ranked
 * @param ranking by one metric
 * @param standings of the groups of the ranking
 */
public record RankedStudy(StudyInfo.View study, Ranking ranking, List<Standings> standings) {

    /** Copies the list. */
    public RankedStudy {
        standings = List.copyOf(standings);
    }

    /**
     * Ranks a study.
     *
     * @param metric to rank by, lower is better; empty for the study's own objective
     * @param losses numbers of cells image by image; {@link LossSource#none()} where none were kept
     */
    public static RankedStudy of(StudyInfo.View study, String metric, LossSource losses) {
        Ranking ranking = Ranking.of(study, metric.isEmpty() ? study.info().objective() : metric);
        return new RankedStudy(study, ranking, ranking.standings(losses));
    }
}
