package dev.lattice.report.figure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.trial.Metric;
import dev.lattice.report.StudyFixture;
import dev.lattice.report.rank.Ranking;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SearchHistoryTest {

    @Test
    void theBestSoFarIsLevelUntilACellIsBetter() {
        double[][] steps = SearchHistory.steps(new double[] {1, 3, 4, 7}, new double[] {9, 10, 6, 8});
        assertArrayEquals(new double[] {1, 1, 3, 3, 4, 4, 7, 7}, steps[0]);
        assertArrayEquals(new double[] {9, 9, 9, 9, 9, 6, 6, 6}, steps[1]);
    }

    @Test
    void theCaptionSaysWhichCellWasTheBestAndWhatIsNotShown() {
        assertEquals(Optional.empty(), history(104, 102, 103, 101));
        String caption =
                history(104, 102, 103, 99, 101, 100, 102.5, 1e6).orElseThrow().caption();
        assertTrue(caption.contains("that of cell 4, among 8 cells."), caption);
        assertTrue(caption.endsWith(" 1 cell lies above the axis."), caption);
    }

    private static Optional<Figure> history(double... values) {
        StudyFixture fixture = new StudyFixture().strategy("random");
        for (int i = 0; i < values.length; i++) {
            fixture.cell(values[i], Map.of("model.latent", 2 + i));
        }
        return SearchHistory.of(
                "history",
                Ranking.of(fixture.view(), Metric.NEGATIVE_ELBO).groups().get(0));
    }
}
