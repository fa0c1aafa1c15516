package dev.lattice.search;

import dev.lattice.core.config.ConfigException;
import dev.lattice.core.config.DatasetSpec;
import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.data.Dataset;
import dev.lattice.core.data.ImageSet;
import dev.lattice.core.engine.TrainingEngine;
import dev.lattice.core.model.Network;
import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.TrialRecord;
import dev.lattice.core.trial.TrialState;
import dev.lattice.search.arbiter.ArbiterSamplers;
import dev.lattice.search.schedule.Comparison;
import dev.lattice.search.schedule.Lineage;
import dev.lattice.search.schedule.Splits;
import dev.lattice.search.schedule.TrialId;
import dev.lattice.search.space.Cell;
import dev.lattice.search.space.Sampler;
import dev.lattice.search.space.SearchSpec;
import dev.lattice.search.space.Strategy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Runs what a search owes: asks the sampler, records the cells, trains their lineages on a few workers, tells the sampler.
 *
 * <p>A cell that failed with an error is owed again in the next run; one that diverged is not, because it would diverge
 * again. Cells that are complete are found by their id, also when the space has grown; their numbers never change and new
 * cells get the next ones.
 */
public final class SweepRunner {

    private final Splits splits;
    private final Function<ExperimentSpec, TrainingEngine> engines;
    private final ModelKeeper keeper;

    /**
     * Creates a runner.
     *
     * @param data loads a data set; called once for each distinct name and path
     * @param engines returns the engine for an experiment; a cell that it refuses is an error before anything runs
     * @param keeper writes the models that are kept
     */
    public SweepRunner(
            Function<DatasetSpec, Dataset> data, Function<ExperimentSpec, TrainingEngine> engines, ModelKeeper keeper) {
        splits = new Splits(data);
        this.engines = engines;
        this.keeper = keeper;
    }

    /**
     * Binds every cell of a search that is known in advance and loads its data, so that mistakes show before a study is
     * begun on disk, or another one's description is replaced.
     *
     * @throws ConfigException if a cell cannot be trained
     */
    public void check(SearchSpec search) {
        if (search.strategy() == Strategy.GENETIC) {
            search.check();
        }
        cells(search, ArbiterSamplers.of(search).ask(), new HashMap<>());
    }

    /**
     * Returns what {@link #run} would do, without training or writing anything. What is refused is not thrown but listed, all of it.
     *
     * @param share as in {@link SweepOptions}
     * @param here whether the images of a data set may be looked at; where not, what they would refuse is not found
     * @param done whether the study owes the cell of an id no more
     */
    public SweepPlan plan(SearchSpec search, boolean share, Predicate<DatasetSpec> here, Predicate<String> done) {
        Map<String, Cell> cells = new LinkedHashMap<>();
        Set<String> trainings = new HashSet<>();
        Set<String> names = new TreeSet<>();
        Set<String> unseen = new TreeSet<>();
        List<String> refused = new ArrayList<>();
        Set<DatasetSpec> split = new HashSet<>();
        for (Map<String, Object> point : ArbiterSamplers.of(search).ask()) {
            try {
                for (Cell cell : search.cells(point)) {
                    ExperimentSpec experiment = cell.experiment();
                    boolean seen = here.test(experiment.dataset());
                    names.add(prepare(cell, split, seen).name());
                    if (!seen) {
                        unseen.add(experiment.dataset().name());
                    }
                    String checksum =
                            seen ? splits.dataset(experiment.dataset()).checksum() : "";
                    String id = TrialId.of(experiment, checksum);
                    cells.putIfAbsent(id, cell);
                    if (!done.test(id)) {
                        trainings.add(share ? TrialId.lineage(experiment, checksum) : id);
                    }
                }
            } catch (ConfigException e) {
                refused.add(e.getMessage());
            }
        }
        return new SweepPlan(
                List.copyOf(cells.values()),
                total(search, cells.size()),
                (int) cells.keySet().stream().filter(done).count(),
                trainings.size(),
                List.copyOf(names),
                List.copyOf(unseen),
                refused);
    }

    /**
     * Trains every cell of the search that the study owes, and returns when all are done or a stop was asked for.
     *
     * @throws ConfigException before anything runs if a cell cannot be trained
     * @throws dev.lattice.search.store.StoreException if the study can no longer be written
     */
    public SweepOutcome run(
            Study study, SearchSpec search, SweepOptions options, SweepListener listener, StopSignal stop) {
        if (search.strategy() == Strategy.GENETIC) {
            search.check();
        }
        splits.keep(options.workers() + 2);
        Sampler sampler = ArbiterSamplers.of(search);
        Sweep sweep = null;
        try (SweepWorkers workers = new SweepWorkers(engines)) {
            List<Map<String, Object>> batch = sampler.ask();
            while (!batch.isEmpty() && !(sweep == null ? stop.stopped() : sweep.stopped())) {
                Map<Map<String, Object>, List<String>> ids = new LinkedHashMap<>();
                List<TrialRecord> cells = added(study, cells(search, batch, ids));
                if (sweep == null) {
                    int total = total(search, cells.size());
                    sweep = new Sweep(study, search.objective(), total, splits, options, keeper, listener, stop);
                }
                List<Lineage> owed = sweep.plan(cells);
                if (!owed.isEmpty()) {
                    study.trains();
                }
                workers.train(sweep, owed, options);
                if (!sweep.stopped()) {
                    sampler.tell(results(study, search.objective(), ids));
                    batch = sampler.ask();
                }
            }
            if (sweep == null) {
                return new SweepOutcome(0, 0, 0, 0, search.trials() * search.repeats(), 0, 0, SweepOutcome.End.STOPPED);
            }
            // A genetic search of a small space ends when nothing new can be bred.
            return sweep.ended(batch.isEmpty());
        }
    }

    /** Binds points and refuses what cannot be trained; returns the cells by id. */
    private Map<String, Cell> cells(
            SearchSpec search, List<Map<String, Object>> batch, Map<Map<String, Object>, List<String>> ids) {
        Set<DatasetSpec> split = new HashSet<>();
        Map<String, Cell> cells = new LinkedHashMap<>();
        for (Map<String, Object> point : batch) {
            for (Cell cell : search.cells(point)) {
                prepare(cell, split, true);
                String id = TrialId.of(
                        cell.experiment(),
                        splits.dataset(cell.experiment().dataset()).checksum());
                ids.computeIfAbsent(point, p -> new ArrayList<>()).add(id);
                cells.putIfAbsent(id, cell);
            }
        }
        return cells;
    }

    /** Records the cells that the study does not have, and returns all as the study has them. */
    private static List<TrialRecord> added(Study study, Map<String, Cell> cells) {
        int next = study.store().trials().stream()
                        .mapToInt(TrialRecord::number)
                        .max()
                        .orElse(0)
                + 1;
        List<TrialRecord> added = new ArrayList<>();
        for (Map.Entry<String, Cell> entry : cells.entrySet()) {
            if (study.store().find(entry.getKey()).isEmpty()) {
                added.add(TrialRecord.queued(
                        next++,
                        entry.getKey(),
                        entry.getValue().varied(),
                        entry.getValue().experiment()));
            }
        }
        study.store().add(added);
        return cells.keySet().stream()
                .map(id -> study.store().find(id).orElseThrow())
                .toList();
    }

    /** Returns the number of cells of a whole search, of which the first batch has some. */
    private static int total(SearchSpec search, int first) {
        return search.strategy() == Strategy.GENETIC ? search.trials() * search.repeats() : first;
    }

    /** Refuses a cell that cannot be trained, by its images only if they may be looked at; returns its engine. */
    private TrainingEngine prepare(Cell cell, Set<DatasetSpec> split, boolean images) {
        try {
            TrainingEngine engine = engines.apply(cell.experiment());
            engine.refusal(cell.experiment()).ifPresent(why -> {
                throw new ConfigException("engine " + engine.name() + " cannot train it: " + why);
            });
            if (images) {
                prepareImages(cell.experiment(), split);
            }
            return engine;
        } catch (ConfigException e) {
            throw e.in("search cell " + cell.describe());
        }
    }

    private void prepareImages(ExperimentSpec experiment, Set<DatasetSpec> split) {
        if (split.add(experiment.dataset())) {
            splits.of(experiment);
        }
        Dataset dataset = splits.dataset(experiment.dataset());
        // Refuses what no network can be made of.
        ImageSet train = dataset.train();
        Network.of(experiment.model(), train.height(), train.width(), train.classes());
    }

    /** Returns the mean over the complete repeats of each point. */
    private static List<Sampler.Result> results(
            Study study, String objective, Map<Map<String, Object>, List<String>> ids) {
        List<Sampler.Result> results = new ArrayList<>();
        ids.forEach((point, repeats) -> {
            OptionalDouble number = repeats.stream()
                    .map(id -> study.store().find(id).orElseThrow())
                    .filter(trial -> trial.state() == TrialState.COMPLETE)
                    .flatMap(trial -> Comparison.number(trial, objective).stream())
                    .mapToDouble(Metric::value)
                    .average();
            results.add(new Sampler.Result(point, number));
        });
        return results;
    }
}
