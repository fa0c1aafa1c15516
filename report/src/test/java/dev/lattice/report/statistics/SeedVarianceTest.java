package dev.lattice.report.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.report.statistics.SeedVariance.OfRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeedVarianceTest {

    @Test
    void rowsThatAreAlikeShareTheirMeanVariance() {
        SeedVariance pooled = SeedVariance.of(rows(3, 1, 2, 3, 6));
        assertEquals(0, pooled.odd());
        assertEquals(8, pooled.freedom());
        for (double raw : pooled.raw()) {
            assertEquals(3.0 / 3, raw, 1e-12);
        }
    }

    /** Two of eight, each of which would look usual if the other were among those that it is held against. */
    @Test
    void rowsThatVaryMoreStayOutOfThePoolTogether() {
        SeedVariance pooled = SeedVariance.of(rows(3, 1, 400, 2, 1, 2, 500, 1, 2));
        assertEquals(2, pooled.odd());
        assertEquals(12, pooled.freedom());
        assertEquals(1.5 / 3, pooled.raw()[0], 1e-12);
        assertTrue(pooled.raw()[1] > 400 / 3.0, "own, and not believed too much");
        assertEquals(500 / 400.0, pooled.raw()[5] / pooled.raw()[1], 1e-12);
    }

    @Test
    void halfOfTheRowsAreNeverOdd() {
        assertEquals(0, SeedVariance.of(rows(3, 1, 1e6)).odd());
        assertEquals(0, SeedVariance.of(rows(3, 1, 1, 1e6, 1e6)).odd());
    }

    @Test
    void aRowOfOneSeedGetsThePooledVarianceAndRowsOfOneSeedHaveNone() {
        List<OfRow> rows = new ArrayList<>(rows(3, 1, 2, 3));
        rows.add(new OfRow(1, 0, 0));
        assertEquals(2, SeedVariance.of(rows).raw()[3], 1e-12);
        assertEquals(0, SeedVariance.of(rows(1, 0, 0)).freedom());
    }

    private static List<OfRow> rows(int seeds, double... between) {
        return Arrays.stream(between).mapToObj(v -> new OfRow(seeds, v, 0)).toList();
    }
}
