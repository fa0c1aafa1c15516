package dev.lattice.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.trial.TrialRecord;
import dev.lattice.search.space.Cell;
import dev.lattice.search.space.SearchSpec;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is said of a sweep in advance is what it does. */
class SweepPlanTest extends SweepTests {

    private static SweepPlan plan(Map<String, Object> search, boolean share, Predicate<String> done) {
        return new SweepRunner(d -> FakeEngine.data(), s -> new FakeEngine(), ModelKeeper.NONE)
                .plan(SearchSpec.of(search, base()), share, d -> true, done);
    }

    @Test
    void cellsAndTrainingsAreThoseOfTheSweep() {
        SweepPlan plan = plan(GRID, true, id -> false);
        assertFalse(Files.exists(folder.resolve("study")));
        SweepOutcome outcome = run("study", GRID, new FakeEngine(), 2);
        assertEquals(outcome.trainings(), plan.trainings());
        assertEquals(outcome.complete(), plan.total());
        assertEquals(
                trials("study").stream().map(TrialRecord::varied).toList(),
                plan.cells().stream().map(Cell::varied).toList());
        assertEquals(List.of("fake"), plan.engines());
        assertEquals(18, plan(GRID, false, id -> false).trainings());
    }

    @Test
    void whatIsDoneIsNotTrainedAgain() {
        run("study", Map.of("space", Map.of("model.latent", List.of(2, 4))), new FakeEngine(), 1);
        Set<String> done = trials("study").stream().map(TrialRecord::id).collect(Collectors.toSet());
        SweepPlan plan = plan(Map.of("space", Map.of("model.latent", List.of(2, 4, 8))), true, done::contains);
        assertEquals(2, plan.done());
        assertEquals(1, plan.trainings());
    }

    @Test
    void everyCombinationThatWouldBeRefusedIsListed() {
        SweepPlan plan = plan(
                Map.of("space", Map.of("model.latent", List.of(0, 2, 99), "dataset.limit", List.of(4, 1000))),
                true,
                id -> false);
        assertEquals(1, plan.total());
        assertEquals(5, plan.refused().size());
        for (String part : List.of("model.latent=0", "engine fake cannot train it: 99 is too much", "limit=1000")) {
            assertTrue(plan.refused().stream().anyMatch(line -> line.contains(part)), part + ": " + plan.refused());
        }
        assertTrue(plan.refused().stream().allMatch(line -> line.startsWith("search cell ")), plan.toString());
    }

    @Test
    void ofAGeneticSearchTheFirstGenerationIsKnown() {
        Map<String, Object> space = Map.of("training.learningRate", Map.of("min", 1e-4, "max", 0.1, "scale", "log"));
        Map<String, Object> search =
                Map.of("strategy", "genetic", "trials", 30, "population", 10, "repeats", 2, "space", space);
        SweepPlan plan = plan(search, true, id -> false);
        assertEquals(60, plan.total());
        assertEquals(20, plan.cells().size());
        assertEquals(20, plan.trainings());
    }

    @Test
    void imagesThatAreNotHereAreNotLookedFor() {
        SweepRunner runner = new SweepRunner(
                d -> {
                    throw new AssertionError("loaded");
                },
                s -> new FakeEngine(),
                ModelKeeper.NONE);
        SweepPlan plan = runner.plan(SearchSpec.of(GRID, base()), true, d -> false, id -> false);
        assertEquals(List.of("digits"), plan.unseen());
        assertEquals(18, plan.total());
        assertEquals(6, plan.trainings());
    }
}
