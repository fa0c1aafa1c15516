package dev.lattice.search.space;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.config.Activation;
import dev.lattice.core.config.ConfigException;
import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.config.SpecBinder;
import dev.lattice.core.trial.Provenance;
import java.math.BigInteger;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SearchSpecTest {

    private static final Map<String, Object> BASE =
            Map.of("name", "base", "dataset", Map.of("name", "digits", "validation", 0.25));

    @Test
    void bindsEachKindOfKey() {
        Map<String, Object> space = new LinkedHashMap<>();
        space.put("seed", List.of(1, 2));
        space.put("model.hidden", List.of(400, List.of(400, 200)));
        space.put("model.activation", List.of("tanh", "LEAKY_RELU"));
        space.put("training.learningRate", List.of(1, 0.5));
        space.put("dataset.binarization", List.of("static"));
        SearchSpec search = SearchSpec.of(Map.of("space", space), BASE);
        assertEquals(16, search.trials());
        Cell cell = search.cell(point(search, 1));
        assertEquals(2L, cell.experiment().seed());
        assertEquals(List.of(400, 200), cell.experiment().model().hidden());
        assertEquals(Activation.LEAKY_RELU, cell.experiment().model().activation());
        assertEquals(List.copyOf(space.keySet()), List.copyOf(cell.varied().keySet()));
        assertEquals(
                List.of(400), search.cell(point(search, 0)).experiment().model().hidden());
        assertEquals(1.0, search.cell(point(search, 0)).varied().get("training.learningRate"));
    }

    @Test
    void repeatsHaveTheNextSeedsAndOneSplit() {
        SearchSpec search = SearchSpec.of(Map.of("space", Map.of("model.latent", List.of(2, 4)), "repeats", 3), BASE);
        assertEquals(2, search.trials());
        List<Cell> cells = search.cells(point(search, 1));
        long seed = search.base().seed();
        assertEquals(
                List.of(seed, seed + 1, seed + 2),
                cells.stream().map(c -> c.experiment().seed()).toList());
        assertEquals(
                List.of(seed, seed, seed),
                cells.stream().map(c -> c.experiment().splitSeed()).toList());
        assertEquals(search.cell(point(search, 1)).experiment(), cells.get(0).experiment());
        assertEquals(seed + 1, cells.get(1).varied().get("seed"));
    }

    @Test
    void aSplitSeedOfItsOwnStays() {
        Map<String, Object> own = new LinkedHashMap<>(BASE);
        own.put("dataset", Map.of("name", "digits", "splitSeed", 5));
        SearchSpec search = SearchSpec.of(Map.of("space", Map.of("seed", List.of(1, 2))), own);
        assertEquals(5, search.cell(point(search, 0)).experiment().splitSeed());
        assertEquals(5, search.cell(point(search, 1)).experiment().splitSeed());
    }

    @Test
    void cellsAreCrossedWithTheSpace() {
        SearchSpec search = SearchSpec.of(
                Map.of(
                        "cells",
                        List.of(Map.of("model.variant", "vae"), Map.of("model.variant", "beta-vae", "model.beta", 4)),
                        "space",
                        Map.of("model.latent", List.of(2, 8, 32))),
                BASE);
        assertEquals(6, search.trials());
        Cell cell = search.cell(point(search, 1));
        assertEquals(4.0, cell.experiment().model().options().get("beta"));
        assertEquals(8, cell.varied().get("model.latent"));
        assertEquals(
                List.of("vae", "beta-vae"),
                search.info("s", new Provenance("", "", "", "", "", "", Instant.EPOCH))
                        .space()
                        .get("model.variant"));
    }

    @Test
    void aRangeOfUnitsIsARangeOfSingleLayers() {
        SearchSpec search = SearchSpec.of(
                Map.of("space", Map.of("model.hidden", Map.of("min", 100, "max", 300, "steps", 3))), BASE);
        assertEquals(
                List.of(200),
                search.cell(Map.of("model.hidden", 200)).experiment().model().hidden());
    }

    @Test
    void optionsHaveTheTypeThatTheirVariantsGiveThem() {
        List<Cell> real = betas(0.25, 1.0, 4.0);
        assertEquals(real, betas(0.25, 1, 4));
        assertEquals(real.get(2).experiment(), bound("beta-vae", "model.beta", 4.0));
        assertEquals(
                1e20,
                betas(new BigInteger("100000000000000000000")).get(0).varied().get("model.beta"));
        SearchSpec lists = SearchSpec.of(
                Map.of("space", Map.of("model.upperHidden", List.of(50, List.of(100, 50)))), base("hvae"));
        assertEquals(bound("hvae", "model.upperHidden", List.of(50)), experiment(lists, 0));
        assertEquals(bound("hvae", "model.upperHidden", List.of(100, 50)), experiment(lists, 1));
    }

    @Test
    void wholeNumbersOfAVariantTakeARange() {
        SearchSpec search = SearchSpec.of(
                Map.of("space", Map.of("model.importanceSamples", Map.of("min", 1, "max", 9, "step", 4))),
                base("iwae"));
        assertEquals(
                List.of(1, 5, 9),
                Stream.of(0, 1, 2)
                        .map(i -> experiment(search, i).model().options().get("importanceSamples"))
                        .toList());
    }

    @Test
    void keysOfASectionWithinASectionAreSearched() {
        SearchSpec search =
                SearchSpec.of(Map.of("space", Map.of("model.conv.filters", List.of(8, List.of(8, 16)))), BASE);
        assertEquals(
                List.of(8, 16),
                search.cell(point(search, 1))
                        .experiment()
                        .model()
                        .conv()
                        .orElseThrow()
                        .filters());
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                space("model.conv", List.of(8), "'model.conv' cannot be searched, but its keys can: filters, kernels"),
                space("model.conv.filtres", List.of(8), "did you mean 'filters'?"),
                space("training.epochz", List.of(1), "unknown key 'training.epochz'; did you mean 'epochs'?"),
                space("traning.epochs", List.of(1), "did you mean 'training'?"),
                space("epochs", List.of(1), "unknown key 'epochs'; did you mean 'training.epochs'?"),
                space("description", List.of("a"), "'description' cannot be searched"),
                space("training.epochs", List.of(), "'search.space.training.epochs' must not be empty"),
                space("training.epochs", List.of(1, 1.5), "'training.epochs' must be a whole number, but was 1.5"),
                space("training.epochs", List.of("ten"), "'training.epochs' must be a whole number, but was ten"),
                space("training.epochs", List.of(1, 2, 1), "must not hold a value twice, but was 1"),
                space("training.learningRate", List.of(1, 1.0), "must not hold a value twice, but was 1.0"),
                space("model.beta", List.of(1, 1.0), "must not hold a value twice, but was 1.0"),
                space("model.beta", List.of("much"), "'model.beta' must be a number, but was much"),
                space(
                        "model.importanceSamples",
                        List.of(new BigInteger("100000000000000000000")),
                        "'model.importanceSamples' must be a whole number, but was 100000000000000000000"),
                space("training.epochs", 5, "must be a list of values or a range with min and max, but was 5"),
                space(
                        "training.learningRate",
                        Map.of("min", 1e-4, "max", 0.1),
                        "must have 'steps' or 'step' in a grid"),
                space("training.learningRate", Map.of("max", 0.1), ".min' must be a finite number, but was null"),
                space("training.learningRate", Map.of("min", 0.1, "max", 0.1), "must be below max 0.1, but was 0.1"),
                space(
                        "training.learningRate",
                        Map.of("min", Double.NaN, "max", 1),
                        "must be a finite number, but was NaN"),
                space(
                        "training.learningRate",
                        Map.of("min", 0.0, "max", 0.1, "scale", "log", "steps", 3),
                        "must be > 0 on a log scale, but was 0.0"),
                space("training.learningRate", Map.of("min", 0.1, "max", 1, "scale", "lin"), "must be linear or log"),
                space("training.learningRate", Map.of("min", 0.1, "max", 1, "stps", 3), "did you mean 'steps'?"),
                space(
                        "training.learningRate",
                        Map.of("min", 0.1, "max", 1, "steps", 1),
                        "must be a whole number from 2"),
                space("training.learningRate", Map.of("min", 0.1, "max", 1, "step", 0.4), "must divide the range"),
                space(
                        "training.epochs",
                        Map.of("min", 1.5, "max", 9, "step", 1),
                        "must be a whole number, but was 1.5"),
                space("training.epochs", Map.of("min", 1, "max", 10, "steps", 3), "must give whole numbers between"),
                space(
                        "training.epochs",
                        Map.of("min", 1, "max", 4, "steps", 9, "scale", "log"),
                        "must give different whole numbers"),
                space(
                        "model.activation",
                        Map.of("min", 1, "max", 2),
                        "must be a list of values, because it is no number"));
    }

    static Stream<Arguments> mistakesOfTheSection() {
        return Stream.of(
                Arguments.of(Map.of("space", Map.of()), "'search.space' must hold keys"),
                Arguments.of(Map.of(), "'search.space' must be given"),
                Arguments.of(
                        Map.of("strategi", "grid", "space", Map.of("seed", List.of(1))), "did you mean 'strategy'?"),
                Arguments.of(Map.of("strategy", "gird", "space", Map.of("seed", List.of(1))), "did you mean 'grid'?"),
                Arguments.of(
                        Map.of("strategy", "random", "space", Map.of("seed", List.of(1))),
                        "'search.trials' must be a whole number from 1 to"),
                Arguments.of(
                        Map.of("trials", 5, "space", Map.of("seed", List.of(1))),
                        "'search.trials' has no meaning for strategy grid"),
                Arguments.of(
                        Map.of("objective", "negativElbo", "space", Map.of("seed", List.of(1))),
                        "did you mean 'negativeElbo'?"),
                Arguments.of(
                        Map.of("repeats", 0, "space", Map.of("model.latent", List.of(1))),
                        "'search.repeats' must be a whole number from 1 to"),
                Arguments.of(
                        Map.of("repeats", 2, "space", Map.of("seed", List.of(1, 2))),
                        "'search.repeats' must be 1 where seed is searched"),
                Arguments.of(Map.of("cells", List.of()), "'search.cells' must be a list, not empty"),
                Arguments.of(
                        Map.of(
                                "cells", List.of(Map.of("model.latent", 2)),
                                "space", Map.of("model.latent", List.of(4))),
                        "must not be in search.cells too"));
    }

    @ParameterizedTest
    @MethodSource({"mistakes", "mistakesOfTheSection"})
    void refusesMistakesInOneLine(Map<String, Object> section, String expected) {
        ConfigException e = assertThrows(ConfigException.class, () -> SearchSpec.of(section, BASE));
        assertTrue(e.getMessage().contains(expected), e.getMessage());
        assertEquals(1, e.getMessage().lines().count());
    }

    static Stream<Arguments> impossible() {
        return Stream.of(
                space("model.latnt", List.of(2), "search cell model.latnt=2: unknown key 'model.latnt'"),
                space("model.latent", List.of(0), "search cell model.latent=0: 'model.latent' must be at least 1"),
                space("model.activation", List.of("rellu"), "'model.activation' must be one of"),
                space("model.variant", List.of("va"), "did you mean 'vae'?"),
                space("dataset.validation", List.of(0.0), "must be > 0 in a search"),
                space("model.beta", List.of(4.0), "search cell model.beta=4.0: unknown key 'model.beta'"));
    }

    @ParameterizedTest
    @MethodSource("impossible")
    void refusesImpossibleCellsWithTheirValues(Map<String, Object> section, String expected) {
        SearchSpec search = SearchSpec.of(section, BASE);
        ConfigException e = assertThrows(ConfigException.class, search::check);
        assertTrue(e.getMessage().contains(expected), e.getMessage());
    }

    static Stream<Arguments> incomparable() {
        return Stream.of(
                Arguments.of("model.variant", List.of("vae", "cvae")),
                Arguments.of("dataset.splitSeed", List.of(1, 2)),
                Arguments.of("dataset.without", List.of(List.of(4), List.of(5))),
                Arguments.of("dataset.path", List.of("here", "there")),
                Arguments.of("dataset.testPath", List.of("here", "there")));
    }

    @ParameterizedTest
    @MethodSource("incomparable")
    void geneticRefusesNumbersThatMayNotBeCompared(String key, List<?> values) {
        SearchSpec search =
                SearchSpec.of(Map.of("strategy", "genetic", "trials", 20, "space", Map.of(key, values)), BASE);
        ConfigException e = assertThrows(ConfigException.class, search::check);
        assertTrue(e.getMessage().contains("must be comparable"), e.getMessage());
        assertTrue(e.getMessage().contains(key + "=" + values.get(1)), e.getMessage());
    }

    /** The last axes alone have more combinations than are looked at. */
    @Test
    void theFirstOfManyAxesIsLookedAtToo() {
        Map<String, Object> space = new LinkedHashMap<>();
        space.put("model.variant", List.of("vae", "cvae"));
        List<Integer> many = IntStream.rangeClosed(1, 150).boxed().toList();
        space.put("model.latent", many);
        space.put("training.epochs", many);
        SearchSpec search = SearchSpec.of(Map.of("strategy", "genetic", "trials", 20, "space", space), BASE);
        ConfigException e = assertThrows(ConfigException.class, search::check);
        assertTrue(e.getMessage().contains("model.variant=cvae"), e.getMessage());
    }

    private static List<Cell> betas(Object... values) {
        SearchSpec search = SearchSpec.of(Map.of("space", Map.of("model.beta", List.of(values))), base("beta-vae"));
        return Stream.iterate(0, i -> i < values.length, i -> i + 1)
                .map(i -> search.cell(point(search, i)))
                .toList();
    }

    private static ExperimentSpec experiment(SearchSpec search, int index) {
        return search.cell(point(search, index)).experiment();
    }

    private static ExperimentSpec bound(String variant, String key, Object value) {
        Map<String, Object> tree = base(variant);
        SpecBinder.put(tree, key, value);
        return SpecBinder.bind(tree, ExperimentSpec.class);
    }

    private static Map<String, Object> base(String variant) {
        Map<String, Object> tree = new LinkedHashMap<>(BASE);
        SpecBinder.put(tree, "model.variant", variant);
        return tree;
    }

    private static Arguments space(String key, Object axis, String expected) {
        return Arguments.of(Map.of("space", Map.of(key, axis)), expected);
    }

    private static Map<String, Object> point(SearchSpec search, int index) {
        Map<String, Object> point = new LinkedHashMap<>();
        search.axes()
                .forEach(axis -> point.put(
                        axis.key(),
                        axis.gridValues().get(Math.min(index, axis.gridValues().size() - 1))));
        return point;
    }
}
