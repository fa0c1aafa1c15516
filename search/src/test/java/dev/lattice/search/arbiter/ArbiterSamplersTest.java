package dev.lattice.search.arbiter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.search.space.Sampler;
import dev.lattice.search.space.SearchSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArbiterSamplersTest {

    @Test
    void gridOfFiveByFiveGivesEveryCombinationOnce() {
        Map<String, Object> space = new LinkedHashMap<>();
        space.put("training.epochs", List.of(10, 20, 30, 40, 50));
        space.put("training.batchSize", List.of(100, 200, 300, 400, 500));
        space.put("training.learningRate", List.of(0.001, 0.005, 0.01, 0.05, 0.1));
        space.put("model.hidden", List.of(400, 500, 600, 700, 800));
        space.put("model.latent", List.of(8, 16, 32, 64, 128));
        SearchSpec search = SearchSpec.of(Map.of("space", space), base());
        List<Map<String, Object>> points = assertTimeout(
                Duration.ofSeconds(2), () -> ArbiterSamplers.of(search).ask());
        assertEquals(3_125, new HashSet<>(points).size());
        assertEquals(8, points.get(0).get("model.latent"));
        assertEquals(16, points.get(1).get("model.latent"));
        assertEquals(10, points.get(624).get("training.epochs"));
        assertEquals(20, points.get(625).get("training.epochs"));
    }

    @Test
    void gridTakesSingleValues() {
        assertEquals(
                1,
                ArbiterSamplers.of(search("grid", null, Map.of("seed", List.of(5))))
                        .ask()
                        .size());
        assertEquals(
                2,
                ArbiterSamplers.of(search("grid", null, Map.of("seed", List.of(5), "model.latent", List.of(1, 2))))
                        .ask()
                        .size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"random", "genetic"})
    void sameSeedDrawsTheSameAndAnotherSeedDiffers(String strategy) {
        assertEquals(all(strategy, 7), all(strategy, 7));
        assertNotEquals(all(strategy, 7), all(strategy, 8));
        assertEquals(60, new HashSet<>(all(strategy, 7)).size());
    }

    @Test
    void moreTrialsBeginWithTheSameDraws() {
        Map<String, Object> space = Map.of("training.learningRate", range());
        List<Map<String, Object>> few =
                ArbiterSamplers.of(sampled("random", 10, 3, space)).ask();
        List<Map<String, Object>> many =
                ArbiterSamplers.of(sampled("random", 50, 3, space)).ask();
        assertEquals(few, many.subList(0, 10));
    }

    @ParameterizedTest
    @ValueSource(strings = {"random", "genetic"})
    void smallSpacesEnd(String strategy) {
        SearchSpec search = sampled(strategy, 50, 1, Map.of("model.latent", List.of(1, 2, 3, 4, 5)));
        assertEquals(5, all(search).size());
    }

    @Test
    void geneticLearns() {
        List<Map<String, Object>> points = all("genetic", 7);
        double early = points.subList(0, 15).stream()
                .mapToDouble(ArbiterSamplersTest::loss)
                .average()
                .orElseThrow();
        double late = points.subList(45, 60).stream()
                .mapToDouble(ArbiterSamplersTest::loss)
                .average()
                .orElseThrow();
        assertTrue(late < early, () -> "mean loss " + early + ", later " + late);
    }

    private static List<Map<String, Object>> all(String strategy, int seed) {
        return all(sampled(
                strategy,
                60,
                seed,
                new java.util.TreeMap<>(
                        Map.of("training.learningRate", range(), "model.latent", Map.of("min", 2, "max", 64)))));
    }

    private static List<Map<String, Object>> all(SearchSpec search) {
        Sampler sampler = ArbiterSamplers.of(search);
        List<Map<String, Object>> all = new ArrayList<>();
        for (List<Map<String, Object>> batch = sampler.ask(); !batch.isEmpty(); batch = sampler.ask()) {
            all.addAll(batch);
            // Every seventh point failed.
            sampler.tell(batch.stream()
                    .map(p -> new Sampler.Result(
                            p, p.hashCode() % 7 == 0 ? OptionalDouble.empty() : OptionalDouble.of(loss(p))))
                    .toList());
        }
        return all;
    }

    private static double loss(Map<String, Object> point) {
        double rate = point.get("training.learningRate") instanceof Double d ? Math.log10(d) + 3 : 0;
        double latent = ((Integer) point.get("model.latent") - 20) / 20.0;
        return rate * rate + latent * latent;
    }

    private static Map<String, Object> range() {
        return Map.of("min", 1e-5, "max", 1e-1, "scale", "log");
    }

    private static SearchSpec sampled(String strategy, int trials, int seed, Map<String, Object> space) {
        return SearchSpec.of(Map.of("strategy", strategy, "trials", trials, "seed", seed, "space", space), base());
    }

    private static SearchSpec search(String strategy, Integer trials, Map<String, Object> space) {
        return SearchSpec.of(Map.of("strategy", strategy, "space", space), base());
    }

    private static Map<String, Object> base() {
        return Map.of("name", "base", "dataset", Map.of("name", "digits"));
    }
}
