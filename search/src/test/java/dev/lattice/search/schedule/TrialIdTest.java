package dev.lattice.search.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.config.SpecBinder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrialIdTest {

    @Test
    void whatChangesNoResultIsNoPartOfTheIdentity() {
        String id = id(Map.of());
        assertEquals(id, id(Map.of("name", "other", "description", "words", "evaluateTest", true)));
        assertEquals(id, id(Map.of("training.snapshots", List.of(1, 5), "dataset.path", "elsewhere")));
        assertNotEquals(id, id(Map.of("dataset.without", List.of(4))));
        assertNotEquals(id, id(Map.of("seed", 43)));
        assertNotEquals(id, id(Map.of("training.epochs", 3)));
    }

    @Test
    void aSplitByTheExperimentsOwnSeedIsTheSameCell() {
        assertEquals(id(Map.of("seed", 7)), id(Map.of("seed", 7, "dataset.splitSeed", 7)));
        assertNotEquals(id(Map.of("seed", 7)), id(Map.of("seed", 7, "dataset.splitSeed", 8)));
    }

    private static String id(Map<String, Object> settings) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", "base");
        SpecBinder.put(tree, "dataset.name", "digits");
        settings.forEach((k, v) -> SpecBinder.put(tree, k, v));
        return TrialId.of(SpecBinder.bind(tree, ExperimentSpec.class), "checksum");
    }
}
