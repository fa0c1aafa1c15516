package dev.lattice.report.rank;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.trial.Metric;
import dev.lattice.report.StudyFixture;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Intervals of 95 % hold the truth of simulated studies as often as they say, however few the seeds. */
@Tag("slow")
class IntervalCoverageTest {

    private static final int STUDIES = 400;
    private static final double LEAST = 0.93;

    private static final int IMAGES = 1_000;

    /** Spread over images of what all models share, and of each model's own. */
    private static final double SHARED = 25;

    private static final double OWN = 4;

    /** How far seeds lie apart: eight times what images do to a difference, so that it is they who decide. */
    private static final double BETWEEN_SEEDS = 1;

    /** The first row is the best beyond doubt: which of equal rows looks best is what the test pays for, not an interval. */
    @ParameterizedTest
    @CsvSource({"2, 3, 3, 1", "2, 2, 2, 1", "5, 3, 1, 1", "6, 3, 3, 10"})
    void intervalsHoldTheTruth(int rows, int seeds, int seedsOfLast, double lastApart) {
        int intervals = 0;
        int covered = 0;
        int ofLast = 0;
        for (int study = 0; study < STUDIES; study++) {
            List<Candidate> ranked = simulated(rows, seeds, seedsOfLast, lastApart, study);
            for (int r = 1; r < rows; r++) {
                Candidate.Standing standing = ranked.get(r).standing().orElseThrow();
                double truth = worse(r);
                boolean holds = standing.low() <= truth && truth <= standing.high();
                intervals++;
                covered += holds ? 1 : 0;
                ofLast += holds && r == rows - 1 ? 1 : 0;
            }
        }
        double share = (double) covered / intervals;
        assertTrue(share >= LEAST, () -> "95 % intervals hold the truth in " + share);
        double last = (double) ofLast / STUDIES;
        assertTrue(last >= LEAST, () -> "95 % intervals of the last row hold the truth in " + last);
    }

    private static double worse(int row) {
        return row == 0 ? 0 : 30 * row;
    }

    private static List<Candidate> simulated(int rows, int seeds, int seedsOfLast, double lastApart, int study) {
        SplittableRandom random = new SplittableRandom(0x5eedL << 32 | study);
        double[] shared = new double[IMAGES];
        for (int i = 0; i < IMAGES; i++) {
            shared[i] = 100 + SHARED * random.nextGaussian();
        }
        StudyFixture fixture = new StudyFixture();
        Map<Integer, float[]> losses = new HashMap<>();
        for (int r = 0; r < rows; r++) {
            boolean last = r == rows - 1;
            for (int s = 0; s < (last ? seedsOfLast : seeds); s++) {
                double luck = (last ? lastApart : 1) * BETWEEN_SEEDS * random.nextGaussian();
                float[] own = new float[IMAGES];
                double sum = 0;
                for (int i = 0; i < IMAGES; i++) {
                    own[i] = (float) (shared[i] + worse(r) + luck + OWN * random.nextGaussian());
                    sum += own[i];
                }
                losses.put(losses.size() + 1, own);
                fixture.cell(sum / IMAGES, Map.of("model.latent", r + 1, "seed", 42L + s));
            }
        }
        return Ranking.of(fixture.view(), Metric.NEGATIVE_ELBO)
                .standings((trial, metric) -> Optional.of(losses.get(trial.number())))
                .get(0)
                .candidates();
    }
}
