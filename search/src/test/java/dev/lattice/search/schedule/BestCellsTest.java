package dev.lattice.search.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.config.Binarization;
import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.config.Likelihood;
import dev.lattice.core.config.SpecBinder;
import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.MetricContext;
import dev.lattice.core.trial.TrialRecord;
import dev.lattice.core.trial.TrialRun;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BestCellsTest {

    private static final ExperimentSpec EXPERIMENT =
            SpecBinder.bind(Map.of("name", "base", "dataset", Map.of("name", "digits")), ExperimentSpec.class);
    private static final MetricContext CONTEXT =
            new MetricContext("digits", "validation", 10, Binarization.NONE, Likelihood.BERNOULLI, 0, false, 1);
    private static final TrialRun RUN = new TrialRun("fake", 1, Instant.EPOCH, 1, 1, 1);

    private final BestCells best = new BestCells(Metric.NEGATIVE_ELBO);

    @Test
    void aCellIsAmongTheBestWhichFewerThanSoManyPrecede() {
        assertTrue(best.amongBest(cell(1, 5), 1));
        assertFalse(best.amongBest(cell(1, 5), 0));
        for (int number = 1; number <= 4; number++) {
            best.add(cell(number, number));
        }
        assertTrue(best.amongBest(cell(5, 2.5), 3));
        assertFalse(best.amongBest(cell(5, 2.5), 2));
        // Of equal ones the first by number.
        assertFalse(best.amongBest(cell(5, 2), 2));
        assertTrue(best.amongBest(cell(2, 2), 2));
        assertFalse(best.amongBest(cell(5, 0), 0));
    }

    @Test
    void theWorstOfManyIsKnownAtOnce() {
        int many = 50_000;
        for (int number = 1; number <= many; number++) {
            best.add(cell(number, number));
        }
        TrialRecord worst = cell(many + 1, many + 1);
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            for (int asked = 0; asked < many; asked++) {
                assertFalse(best.amongBest(worst, 5));
            }
        });
        assertEquals(
                List.of(1, 2), best.best(2).stream().map(TrialRecord::number).toList());
    }

    private static TrialRecord cell(int number, double value) {
        return TrialRecord.queued(number, "cell" + number, Map.of(), EXPERIMENT)
                .complete(List.of(), List.of(new Metric(Metric.NEGATIVE_ELBO, value, Metric.NATS, CONTEXT)), RUN);
    }
}
