package dev.lattice.search.space;

import dev.lattice.core.config.Check;
import dev.lattice.core.config.SpecBinder;
import dev.lattice.core.trial.Metric;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The section {@code search} of an experiment file, read strictly: what has no meaning is refused, not ignored.
 *
 * @param strategy how points are chosen
 * @param trials number of cells
 * @param seed of the sampler
 * @param population cells of a generation
 * @param objective name of the metric to rank by
 * @param repeats cells of each point, with different seeds
 * @param axes in order; the combinations of {@code search.cells} are the first
 */
record SearchSection(
        Strategy strategy,
        int trials,
        long seed,
        int population,
        String objective,
        int repeats,
        List<ParameterSpace> axes) {

    private static final List<String> KEYS =
            List.of("strategy", "trials", "seed", "population", "objective", "repeats", "cells", "space");

    private static final List<String> OBJECTIVES =
            List.of(Metric.NEGATIVE_ELBO, Metric.RECONSTRUCTION, Metric.OBJECTIVE, Metric.MSE);

    /** Cells of one point at most. */
    static final int MOST_REPEATS = 1_000;

    private static final int MOST_CELLS = 100_000;
    private static final int LEAST_POPULATION = 4;
    private static final int MOST_POPULATION = 30;

    /**
     * Returns the section that a tree describes.
     *
     * @param usualSeed where the section has none
     * @throws dev.lattice.core.config.ConfigException for the first mistake in it
     */
    static SearchSection read(Map<String, ?> section, long usualSeed) {
        for (String key : section.keySet()) {
            if (!KEYS.contains(key)) {
                throw SpecBinder.unknownKey("search." + key, KEYS);
            }
        }
        Strategy strategy = section.get("strategy") == null ? Strategy.GRID : Strategy.of(section.get("strategy"));
        String objective = objective(section.get("objective"));
        List<ParameterSpace> axes = axes(section.get("cells"), section.get("space"));
        boolean sampled = strategy != Strategy.GRID;
        int trials = sampled ? number(section, "trials", null, 1, MOST_CELLS) : gridSize(axes);
        int usual = Math.max(LEAST_POPULATION, Math.min(MOST_POPULATION, trials / 4));
        int population = number(section, "population", usual, LEAST_POPULATION, MOST_CELLS);
        long seed = seed(section.get("seed"), usualSeed);
        int repeats = number(section, "repeats", 1, 1, MOST_REPEATS);
        Check.require(
                repeats == 1 || axes.stream().noneMatch(SearchSection::searchesSeeds),
                "search.repeats",
                "must be 1 where seed is searched",
                repeats);
        Check.require(
                (long) trials * repeats <= MOST_CELLS,
                "search.repeats",
                "must leave at most " + MOST_CELLS + " cells",
                repeats);
        refuseUnused(section, "trials", strategy, sampled);
        refuseUnused(section, "seed", strategy, sampled);
        refuseUnused(section, "population", strategy, strategy == Strategy.GENETIC);
        return new SearchSection(strategy, trials, seed, population, objective, repeats, axes);
    }

    /** Returns the name of a metric to rank by; null is the usual one. */
    static String objective(Object name) {
        if (name == null) {
            return Metric.NEGATIVE_ELBO;
        }
        if (!OBJECTIVES.contains(name.toString())) {
            throw SpecBinder.unknown("search.objective", name.toString(), OBJECTIVES);
        }
        return name.toString();
    }

    private static List<ParameterSpace> axes(Object cells, Object space) {
        Check.require(cells != null || space != null, "search.space", "must be given", null);
        List<ParameterSpace> axes = new ArrayList<>();
        Set<String> taken = new LinkedHashSet<>();
        if (cells != null) {
            Check.require(
                    cells instanceof List<?> list && !list.isEmpty(),
                    SearchSpec.CELLS,
                    "must be a list, not empty",
                    cells);
            Set<Object> combinations = new LinkedHashSet<>();
            for (Object raw : (List<?>) cells) {
                Map<String, Object> cell = AxisReader.cell(raw);
                Check.require(combinations.add(cell), SearchSpec.CELLS, "must not hold a combination twice", raw);
                taken.addAll(cell.keySet());
            }
            axes.add(new Categorical(SearchSpec.CELLS, List.copyOf(combinations)));
        }
        if (space != null) {
            Check.require(space instanceof Map<?, ?> map && !map.isEmpty(), "search.space", "must hold keys", space);
            ((Map<?, ?>) space).forEach((key, value) -> {
                Check.require(
                        !taken.contains(key.toString()),
                        "search.space." + key,
                        "must not be in search.cells too",
                        value);
                axes.add(AxisReader.axis(key.toString(), value));
            });
        }
        return List.copyOf(axes);
    }

    private static int gridSize(List<ParameterSpace> axes) {
        long size = 1;
        for (ParameterSpace axis : axes) {
            size *= axis.gridValues().size();
            Check.require(
                    size <= MOST_CELLS,
                    "search.space",
                    "must have at most " + MOST_CELLS + " cells",
                    size + " or more");
        }
        return (int) size;
    }

    private static long seed(Object value, long usual) {
        if (value == null) {
            return usual;
        }
        Check.require(
                value instanceof Integer || value instanceof Long, "search.seed", "must be a whole number", value);
        return ((Number) value).longValue();
    }

    private static int number(Map<String, ?> section, String key, Integer usual, int least, int most) {
        Object value = section.get(key) == null ? usual : section.get(key);
        Check.require(
                value instanceof Integer n && n >= least && n <= most,
                "search." + key,
                "must be a whole number from " + least + " to " + most,
                value);
        return (Integer) value;
    }

    private static void refuseUnused(Map<String, ?> section, String key, Strategy strategy, boolean used) {
        Check.require(
                used || section.get(key) == null,
                "search." + key,
                "has no meaning for strategy " + strategy.text(),
                section.get(key));
    }

    private static boolean searchesSeeds(ParameterSpace axis) {
        return axis.key().equals("seed")
                || axis.key().equals(SearchSpec.CELLS)
                        && axis.gridValues().stream().anyMatch(c -> ((Map<?, ?>) c).containsKey("seed"));
    }
}
