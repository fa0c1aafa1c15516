package dev.lattice.search.space;

import dev.lattice.core.config.Check;
import dev.lattice.core.config.ConfigException;
import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.config.SpecBinder;
import dev.lattice.core.model.Variants;
import dev.lattice.core.trial.Provenance;
import dev.lattice.core.trial.StudyInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * What a search tries: a strategy over axes of an experiment, or a list of experiments.
 *
 * <pre>
 * search:
 *   strategy: grid            # grid, random or genetic
 *   trials: 100               # random and genetic only
 *   seed: 7                   # random and genetic only; the experiment's seed if absent
 *   population: 20            # genetic only; a quarter of the trials, 4 to 30, if absent
 *   objective: negativeElbo   # or reconstruction, objective, mse; lower is better
 *   repeats: 3                # cells of each point, with the experiment's seed and the next ones; 1 if absent
 *   cells:                    # combinations, crossed with the space
 *     - {model.variant: vae}
 *     - {model.variant: beta-vae, model.beta: 4}
 *   space:
 *     model.latent: [8, 16]
 *     training.learningRate: {min: 1e-4, max: 1e-2, scale: log, steps: 5}
 * </pre>
 *
 * <p>Cells that differ in their seed are repeats of one point: all of them have the split of the base experiment's seed, so
 * that they are measured on the same images.
 */
public final class SearchSpec {

    /** Name of the axis whose values are the combinations of {@code search.cells}. */
    static final String CELLS = "search.cells";

    private static final String SEED = "seed";

    /** Searched key of a list of experiments. */
    static final String EXPERIMENT = "experiment";

    private final Strategy strategy;
    private final int trials;
    private final long seed;
    private final int population;
    private final String objective;
    private final int repeats;
    private final List<ParameterSpace> axes;
    private final Map<String, Object> tree;
    private final ExperimentSpec base;
    private final List<ExperimentSpec> listed;

    private SearchSpec(Map<String, ?> section, Map<String, ?> experiment) {
        tree = SpecBinder.copy(experiment);
        tree.remove("search");
        base = SpecBinder.bind(tree, ExperimentSpec.class);
        listed = List.of();
        SearchSection read = SearchSection.read(section, base.seed());
        strategy = read.strategy();
        objective = read.objective();
        repeats = read.repeats();
        axes = read.axes();
        trials = read.trials();
        population = read.population();
        seed = read.seed();
    }

    private SearchSpec(List<ExperimentSpec> experiments, String objective, int repeats) {
        Check.require(
                repeats >= 1 && repeats <= SearchSection.MOST_REPEATS,
                "repeats",
                "must be a whole number from 1 to " + SearchSection.MOST_REPEATS,
                repeats);
        this.repeats = repeats;
        Check.notEmpty("experiments", experiments);
        Set<String> names = new LinkedHashSet<>();
        for (ExperimentSpec experiment : experiments) {
            Check.require(
                    names.add(experiment.name()),
                    "name",
                    "must differ between compared experiments",
                    experiment.name());
        }
        this.objective = SearchSection.objective(objective);
        strategy = Strategy.LIST;
        listed = List.copyOf(experiments);
        base = experiments.get(0);
        tree = SpecBinder.tree(base);
        axes = List.of(new Categorical(EXPERIMENT, List.copyOf(names)));
        trials = listed.size();
        population = trials;
        seed = base.seed();
    }

    /**
     * Returns the search that a section {@code search} of an experiment file describes.
     *
     * @param section the section, without its name
     * @param experiment the rest of the experiment file
     * @throws ConfigException for the first mistake in it
     */
    public static SearchSpec of(Map<String, ?> section, Map<String, ?> experiment) {
        return new SearchSpec(section, experiment);
    }

    /**
     * Returns the search over given experiments, in their order.
     *
     * @param experiments at least one, with different names
     * @param objective metric to rank by; null for {@code negativeElbo}
     */
    public static SearchSpec list(List<ExperimentSpec> experiments, String objective) {
        return list(experiments, objective, 1);
    }

    /**
     * Returns the search over given experiments, in their order, each with several seeds.
     *
     * @param repeats how many seeds: that of the experiment and the next ones
     */
    public static SearchSpec list(List<ExperimentSpec> experiments, String objective, int repeats) {
        return new SearchSpec(experiments, objective, repeats);
    }

    /** Returns how points are chosen. */
    public Strategy strategy() {
        return strategy;
    }

    /** Returns the number of points; a random or genetic search of a small space may end with fewer. */
    public int trials() {
        return trials;
    }

    /** Returns the number of cells of each point. */
    public int repeats() {
        return repeats;
    }

    /** Returns the seed of the sampler. */
    public long seed() {
        return seed;
    }

    /** Returns the number of cells of a generation. */
    public int population() {
        return population;
    }

    /** Returns the name of the metric to rank by; lower is better. */
    public String objective() {
        return objective;
    }

    /** Returns the axes in order. */
    public List<ParameterSpace> axes() {
        return axes;
    }

    /** Returns the experiment before any searched key is set. */
    public ExperimentSpec base() {
        return base;
    }

    /** Returns what a study of this search records about itself. */
    public StudyInfo info(String name, Provenance provenance) {
        Map<String, Object> space = new LinkedHashMap<>();
        for (ParameterSpace axis : axes) {
            if (axis.key().equals(CELLS)) {
                cellValues(axis).forEach((key, values) -> space.put(key, List.copyOf(values)));
            } else {
                space.put(axis.key(), axis.describe());
            }
        }
        if (repeats > 1) {
            space.put(SEED, seeds(base));
        }
        return new StudyInfo(name, base, strategy.text(), space, objective, provenance);
    }

    /**
     * Returns the cells of a point, one for each repeat.
     *
     * @param point a value for each axis
     * @throws ConfigException if the combination is not possible; the message holds it
     */
    public List<Cell> cells(Map<String, Object> point) {
        Cell first = cell(point);
        if (repeats == 1) {
            return List.of(first);
        }
        List<Cell> cells = new ArrayList<>();
        for (long repeat : seeds(first.experiment())) {
            Map<String, Object> varied = new LinkedHashMap<>(first.varied());
            varied.put(SEED, repeat);
            cells.add(new Cell(varied, first.experiment().repeated(repeat)));
        }
        return cells;
    }

    private List<Long> seeds(ExperimentSpec experiment) {
        return LongStream.range(0, repeats).mapToObj(r -> experiment.seed() + r).toList();
    }

    /**
     * Returns the experiment of a point, in its first repeat.
     *
     * @param point a value for each axis
     * @throws ConfigException if the combination is not possible; the message holds it
     */
    public Cell cell(Map<String, Object> point) {
        if (strategy == Strategy.LIST) {
            int index = axes.get(0).gridValues().indexOf(point.get(EXPERIMENT));
            return checked(new Cell(point, searched(listed.get(index))));
        }
        Map<String, Object> varied = new LinkedHashMap<>();
        point.forEach((key, value) -> {
            if (value instanceof Map<?, ?> combination) {
                combination.forEach((k, v) -> varied.put(k.toString(), v));
            } else {
                varied.put(key, value);
            }
        });
        Map<String, Object> copy = SpecBinder.copy(tree);
        try {
            varied.forEach((key, value) -> SpecBinder.put(copy, key, value));
            ExperimentSpec bound = searched(SpecBinder.bind(copy, ExperimentSpec.class));
            boolean own = bound.seed().equals(base.seed());
            return checked(new Cell(varied, own ? bound : bound.splitBy(base.splitSeed())));
        } catch (ConfigException e) {
            throw refused(varied, e);
        }
    }

    /**
     * Binds the corners of the space, so that a search whose points are not known in advance fails before it begins, and
     * refuses one that would learn from numbers that may not be compared.
     *
     * @throws ConfigException for the first combination that is not possible
     */
    public void check() {
        new SpaceCheck(this).run();
    }

    private Cell checked(Cell cell) {
        try {
            Variants.configured(cell.experiment().model());
            Check.require(
                    cell.experiment().dataset().validation() > 0,
                    "dataset.validation",
                    "must be > 0 in a search, which selects on validation images",
                    cell.experiment().dataset().validation());
            return cell;
        } catch (ConfigException e) {
            throw strategy == Strategy.LIST ? refused(cell.varied(), e) : e;
        }
    }

    private static ConfigException refused(Map<String, Object> varied, ConfigException e) {
        return e.in("search cell " + Cell.describe(varied));
    }

    // Test images stay closed in a search, whatever the experiment says about train.
    private static ExperimentSpec searched(ExperimentSpec e) {
        return new ExperimentSpec(e.name(), e.description(), e.seed(), e.dataset(), e.model(), e.training(), false);
    }

    private static Map<String, Set<Object>> cellValues(ParameterSpace cells) {
        Map<String, Set<Object>> values = new LinkedHashMap<>();
        for (Object cell : cells.gridValues()) {
            ((Map<?, ?>) cell)
                    .forEach((key, value) -> values.computeIfAbsent(key.toString(), k -> new LinkedHashSet<>())
                            .add(value));
        }
        return values;
    }
}
