package dev.lattice.core.engine.fused;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProductRulesTest {

    /** A right operand of 48 columns, as packed or in place; one of 50 has rows across cache lines, as one has that begins within one. */
    @ParameterizedTest
    @CsvSource({
        // vendor, family, 512 bits, rows, columns, start, packed
        "GenuineIntel, 6, true, 31, 48, 0, false",
        "GenuineIntel, 6, true, 32, 48, 0, true",
        "GenuineIntel, 6, false, 32, 50, 0, true",
        "AuthenticAMD, 23, false, 255, 48, 0, false",
        "AuthenticAMD, 23, false, 256, 48, 0, true",
        "AuthenticAMD, 25, false, 500, 48, 0, false",
        "AuthenticAMD, 25, false, 500, 50, 0, true",
        "AuthenticAMD, 25, false, 500, 48, 8, true",
        "AuthenticAMD, 25, false, 255, 50, 8, false",
        "AuthenticAMD, 25, true, 500, 50, 8, false",
        "AuthenticAMD, 26, true, 500, 48, 0, false",
        "'', '', false, 32, 48, 0, true",
    })
    void rightOperandsArePackedWhereThatWasFaster(
            String vendor, String family, boolean wide, int rows, int columns, int start, boolean packed) {
        ProductRules rules = ProductRules.of(cpu(vendor, family), wide);
        try (Workspace workspace = new Workspace()) {
            Floats right = workspace.floats(10L * columns + start).slice(start, 10 * columns);
            assertEquals(packed, rules.pack(rows, columns, right));
        }
    }

    @Test
    void longSumsHaveEqualParts() {
        ProductRules zen3 = ProductRules.of(cpu("AuthenticAMD", "25"), false);
        assertEquals(512, zen3.part(512));
        assertEquals(392, zen3.part(784));
        assertEquals(343, zen3.part(1027));
        assertEquals(784, ProductRules.of(cpu("AuthenticAMD", "23"), false).part(784));
        assertEquals(784, ProductRules.of(cpu("AuthenticAMD", "26"), true).part(784));
        assertEquals(784, ProductRules.of(cpu("GenuineIntel", "6"), true).part(784));
    }

    private static List<String> cpu(String vendor, String family) {
        return List.of("processor\t: 0", "vendor_id\t: " + vendor, "cpu family\t: " + family, "model\t\t: 1");
    }
}
