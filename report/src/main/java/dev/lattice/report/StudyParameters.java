package dev.lattice.report;

import dev.lattice.core.trial.StudyInfo;
import dev.lattice.report.figure.Figure;
import dev.lattice.report.figure.MarginalCurves;
import dev.lattice.report.rank.Hyperparameters;
import dev.lattice.report.rank.Importance;
import dev.lattice.report.rank.Ranking;
import dev.lattice.report.rank.Standings;
import dev.lattice.report.table.ComparisonTable;
import dev.lattice.report.table.HyperparameterTable;
import dev.lattice.report.table.ImportanceTable;
import dev.lattice.report.table.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a study says about its parameters, over the first group of its ranking.
 *
 * @param tables by the name of their file; empty where too little varies
 * @param figures marginal curves
 */
record StudyParameters(Map<String, Table> tables, List<Figure> figures) {

    /** Returns what can be said; of a comparison of experiments, which has no parameters, each of them side by side. */
    static StudyParameters of(StudyInfo.View study, Ranking ranking, List<Standings> standings, ModelGallery gallery) {
        if (ComparisonTable.applies(study) && !standings.isEmpty()) {
            return new StudyParameters(
                    Map.of("comparison", ComparisonTable.of(standings, gallery::measured)), List.of());
        }
        Optional<Importance> importance =
                standings.isEmpty() || study.info().strategy().equals("list")
                        ? Optional.empty()
                        : Importance.of(study, standings.get(0));
        if (importance.isEmpty()) {
            return new StudyParameters(Map.of(), List.of());
        }
        Map<String, Table> tables = new LinkedHashMap<>();
        tables.put("importance", ImportanceTable.ofShares(importance.get()));
        Hyperparameters values = Hyperparameters.of(study, ranking, standings.get(0));
        if (!values.effects().isEmpty()) {
            tables.put("parameters", HyperparameterTable.ofRanges(values));
            tables.put("values", HyperparameterTable.ofValues(values));
        }
        tables.put("marginals", ImportanceTable.ofMarginals(importance.get()));
        return new StudyParameters(tables, List.of(MarginalCurves.of("marginals", importance.get())));
    }
}
