package dev.lattice.report.rank;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lattice.core.trial.EpochRecord;
import dev.lattice.core.trial.LossTerms;
import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.TrialRecord;
import dev.lattice.report.StudyFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HealthTest {

    private static TrialRecord cell(double kl, double units, double[] train, double[] validation) {
        TrialRecord bare = new StudyFixture()
                .measured(
                        Map.of(),
                        new Metric(Metric.KL, kl, Metric.NATS, StudyFixture.VALIDATION),
                        new Metric(Metric.ACTIVE_UNITS, units, "dimensions", StudyFixture.VALIDATION))
                .view()
                .trials()
                .get(0);
        List<EpochRecord> curve = new ArrayList<>();
        for (int e = 0; e < train.length; e++) {
            curve.add(new EpochRecord(e + 1, terms(train[e]), Optional.of(terms(validation[e])), 1));
        }
        return new TrialRecord(
                1,
                bare.id(),
                bare.state(),
                bare.varied(),
                bare.experiment(),
                curve,
                bare.metrics(),
                bare.run(),
                bare.failure());
    }

    private static LossTerms terms(double loss) {
        return new LossTerms(loss - 20, 20, loss);
    }

    private static final double[] FALLING = {150, 120, 110};

    @Test
    void aSoundCellHasNoTag() {
        assertEquals(List.of(), Health.of(cell(20, 10, FALLING, FALLING)));
    }

    @Test
    void aPosteriorThatSaysNothingIsCollapsed() {
        assertEquals(List.of(Health.COLLAPSED), Health.of(cell(0.99, 3, FALLING, FALLING)));
        assertEquals(List.of(Health.COLLAPSED), Health.of(cell(20, 0, FALLING, FALLING)));
        assertEquals(List.of(), Health.of(cell(1, 1, FALLING, FALLING)));
    }

    @Test
    void codesThatLeaveMoreThanATenthOfThePriorEmptyHaveHoles() {
        assertEquals(List.of(Health.HOLES), Health.of(withHoles(0.102)));
        assertEquals(List.of(), Health.of(withHoles(0.1)));
        assertEquals("latent holes", Health.HOLES.tag());
    }

    private static TrialRecord withHoles(double share) {
        return new StudyFixture()
                .measured(Map.of(), new Metric(Metric.HOLES, share, "share", StudyFixture.VALIDATION))
                .view()
                .trials()
                .get(0);
    }

    @Test
    void aValidationLossThatRoseOrLiesFarAboveIsOverfitting() {
        assertEquals(List.of(Health.OVERFITTING), Health.of(cell(20, 10, FALLING, new double[] {150, 110, 111.2})));
        assertEquals(List.of(), Health.of(cell(20, 10, FALLING, new double[] {150, 110, 111.0})));
        assertEquals(List.of(Health.OVERFITTING), Health.of(cell(20, 10, FALLING, new double[] {150, 120, 115.6})));
        assertEquals(List.of(), Health.of(cell(20, 10, FALLING, new double[] {150, 120, 115.4})));
    }

    @Test
    void aTrainingLossThatJumpedIsUnstable() {
        double[] jump = {150, 110, 122, 110};
        assertEquals(List.of(Health.UNSTABLE), Health.of(cell(20, 10, jump, new double[] {150, 112, 112, 111})));
    }
}
