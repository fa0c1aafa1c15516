package dev.lattice.report.claim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lattice.report.table.ClaimTable;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaimTest {

    @ParameterizedTest
    @CsvSource({
        "0.45, 0.45, 0.05, 0.5, WITHIN",
        "0.45, 0.45, 0.05, 0.501, OUTSIDE",
        "0.45, 0.45, 0.05, 0.3999, OUTSIDE",
        "-Infinity, 102, 0, 102, WITHIN",
        "-Infinity, 102, 0, 102.01, OUTSIDE",
        "0.95, Infinity, 0, 0.95, WITHIN",
        "20, 30, 0, 10, OUTSIDE",
        "20, 30, 0, NaN, OUTSIDE",
    })
    void oursIsWithinTheRangeAndItsToleranceOrOutside(
            double min, double max, double tolerance, double ours, Verdict verdict) {
        assertEquals(verdict, claim(min, max, tolerance, "").verdict(ours));
        assertEquals(Verdict.NOT_JUDGED, claim(min, max, tolerance, "no unit").verdict(ours));
    }

    @Test
    void whatIsClaimedIsANumberARangeOrABound() {
        assertEquals("0.45", claim(0.45, 0.45, 0, "").claimed());
        assertEquals("20 to 30", claim(20, 30, 0, "").claimed());
        assertEquals("≤ 102", claim(Double.NEGATIVE_INFINITY, 102, 0, "").claimed());
        assertEquals("≥ 0.95", claim(0.95, Double.POSITIVE_INFINITY, 0, "").claimed());
        assertEquals(
                "–",
                claim(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 0, "x")
                        .claimed());
    }

    @Test
    void countsAndSettingsOfOursHaveNoDecimalsThatNobodyMeasured() {
        List<ClaimResult> results = DoubleStream.of(1250, 0.001, 0, 109.2567, 0.09123, Double.NaN)
                .mapToObj(ours -> new ClaimResult(claim(0, 1, 0, ""), ours, ""))
                .toList();
        assertEquals(
                List.of("1250", "0.001", "0", "109.26", "0.09123", "–"),
                ClaimTable.of("Claims", results).rows().stream()
                        .map(row -> row.get(4).text())
                        .toList());
    }

    @Test
    void wrongBoundsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> claim(2, 1, 0, ""));
        assertThrows(IllegalArgumentException.class, () -> claim(Double.NaN, 1, 0, ""));
        assertThrows(IllegalArgumentException.class, () -> claim(1, 1, -1, ""));
    }

    private static Claim claim(double min, double max, double tolerance, String unjudged) {
        return new Claim("c", "text", min, max, tolerance, "nats", "how", unjudged);
    }
}
