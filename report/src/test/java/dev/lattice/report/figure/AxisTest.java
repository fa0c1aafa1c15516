package dev.lattice.report.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class AxisTest {

    @Test
    void ratesAndPowersOfTwoAreLogSpacedButEpochsAreNot() {
        assertTrue(Axis.isLogSpaced(new double[] {0.001, 0.005, 0.01, 0.05, 0.1}));
        assertTrue(Axis.isLogSpaced(new double[] {8, 16, 32, 64, 128}));
        assertFalse(Axis.isLogSpaced(new double[] {10, 20, 30, 40, 50}));
        assertFalse(Axis.isLogSpaced(new double[] {0, 1, 10, 100}));
    }

    @Test
    void ticksAreRoundAndInside() {
        Axis axis = Axis.exact("x", 0, 1, 5);
        assertEquals(
                List.of("0", "0.2", "0.4", "0.6", "0.8", "1"),
                axis.ticks().stream().map(Axis.Tick::text).toList());
    }

    @Test
    void fewValuesAreTheTicksThemselves() {
        Axis axis = Axis.ofValues("learningRate", new double[] {0.1, 0.001, 0.01, 0.001});
        assertEquals(
                List.of("0.001", "0.01", "0.1"),
                axis.ticks().stream().map(Axis.Tick::text).toList());
        assertEquals(0.5, axis.place(0.01), 1e-12);
    }

    @Test
    void valuesThatWereDrawnHaveFourDigits() {
        Axis axis = Axis.ofValues("learningRate", new double[] {0.0031609116891468457, -0.25});
        assertEquals(
                List.of("−0.25", "0.003161"),
                axis.ticks().stream().map(Axis.Tick::text).toList());
    }

    @Test
    void aSingleValueHasRoomAroundIt() {
        assertEquals(0.5, Axis.linear("x", 3, 3, 5).place(3), 1e-12);
    }

    @Test
    void oneAwfulCellDoesNotFlattenTheOthers() {
        Range range = Range.of(new double[] {100, 101, 102, 103, 104, 105, 106, 107, 5000});
        assertEquals(new Range(100, 107, 1), range);
    }
}
