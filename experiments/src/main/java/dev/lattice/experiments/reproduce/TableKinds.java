package dev.lattice.experiments.reproduce;

import dev.lattice.core.data.ImageSet;
import dev.lattice.core.engine.Inference;
import dev.lattice.core.trial.StudyInfo;
import dev.lattice.report.rank.Ranking;
import dev.lattice.report.table.HyperparameterTable;
import dev.lattice.report.table.RankingTable;
import dev.lattice.report.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** The tables that a reproduction file may name, by their {@code kind}. */
final class TableKinds {

    private static final Map<String, Kind<BiFunction<TableKinds, Options, Table>>> KINDS = new TreeMap<>(Map.of(
            "measures", Kind.of("name? title runs rows", TableKinds::measures),
            "hyperparameters", Kind.of("name? run claimed?", TableKinds::hyperparameters),
            "hyperparameter-values", Kind.of("name? run", TableKinds::hyperparameterValues),
            "ranking", Kind.of("name? run", TableKinds::ranking),
            "codes", Kind.of("name? run images?", TableKinds::codes)));

    private final Workbench bench;

    TableKinds(Workbench bench) {
        this.bench = bench;
    }

    /** Returns all kinds by their names. */
    static Map<String, ? extends Kind<?>> kinds() {
        return KINDS;
    }

    /**
     * Computes what an item of the file asks for.
     *
     * @param kind one of {@link #kinds}
     * @throws dev.lattice.core.config.ConfigException if one of its options is wrong
     */
    Table of(String kind, Options options) {
        return KINDS.get(kind).maker().apply(this, options);
    }

    /** A row per measure, a column per run: each row is a measure with its title and unit, and the run is filled in. */
    private Table measures(Options options) {
        List<String> runs = options.texts("runs");
        List<Table.Column> columns = new ArrayList<>();
        columns.add(new Table.Column("Measure", "", false));
        columns.add(new Table.Column("Unit", "", false));
        runs.forEach(r -> columns.add(new Table.Column(bench.subject(r).label(), "", true)));
        List<List<Table.Cell>> rows = new ArrayList<>();
        for (Options row : options.sections("rows")) {
            List<Table.Cell> cells = new ArrayList<>();
            cells.add(Table.words(row.text("title")));
            cells.add(Table.words(row.text("unit", "")));
            for (String run : runs) {
                Options measure = row.with("run", run);
                boolean given =
                        measure.texts("only").isEmpty() || measure.texts("only").contains(run);
                cells.add(
                        given
                                ? Table.number(Measures.of(bench, measure.text("kind"), measure)
                                        .number())
                                : Table.number(Double.NaN));
            }
            rows.add(cells);
        }
        return new Table(options.text("title"), columns, rows, 0);
    }

    private Table hyperparameters(Options options) {
        return HyperparameterTable.ofParameters(
                Measures.hyperparameters(bench, options.text("run")), options.map("claimed"));
    }

    private Table hyperparameterValues(Options options) {
        return HyperparameterTable.ofValues(Measures.hyperparameters(bench, options.text("run")));
    }

    private Table ranking(Options options) {
        StudyInfo.View study = bench.study(options.text("run"));
        return RankingTable.of(
                Ranking.of(study, study.info().objective()).groups().get(0), study, Integer.MAX_VALUE);
    }

    /** Every number of every code: means of q(z|x). */
    private Table codes(Options options) {
        String run = options.text("run");
        String part = options.text("images", "test");
        ImageSet images = bench.images(run, part);
        Inference.Codes codes = bench.model(run).encode(images);
        List<Table.Column> columns = new ArrayList<>();
        columns.add(new Table.Column("index", "", true));
        columns.add(new Table.Column("label", "", true));
        for (int j = 0; j < codes.latent(); j++) {
            columns.add(new Table.Column("z" + j, "", true));
        }
        List<List<Table.Cell>> rows = new ArrayList<>();
        for (int i = 0; i < images.count(); i++) {
            List<Table.Cell> row = new ArrayList<>();
            row.add(whole(i));
            row.add(whole(images.label(i)));
            for (int j = 0; j < codes.latent(); j++) {
                float z = codes.mean()[i * codes.latent() + j];
                // The digits of the float, not those of the double that it becomes.
                row.add(new Table.Cell(
                        String.format(java.util.Locale.ROOT, "%.3f", z),
                        Optional.of(Double.valueOf(Float.toString(z)))));
            }
            rows.add(row);
        }
        return new Table("Codes of the " + part + " images: means of q(z|x)", columns, rows, 0);
    }

    private static Table.Cell whole(int value) {
        return new Table.Cell(String.valueOf(value), Optional.of((double) value));
    }
}
