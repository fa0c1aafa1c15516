package dev.lattice.experiments;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.model.Variant;
import dev.lattice.core.model.Variants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadmeTest {

    private static final Path README = Path.of("..", "README.md");

    @Test
    void holdsTheTableOfAllVariants() throws IOException {
        List<String> lines = Files.readAllLines(README);
        for (Variant variant : Variants.all()) {
            assertTrue(
                    lines.stream().anyMatch(line -> isRow(line, variant)),
                    "README.md must hold a row of '" + variant.name() + "' that ends with " + variant.citation());
        }
    }

    @Test
    void isShort() throws IOException {
        List<String> lines = Files.readAllLines(README);
        assertTrue(lines.size() <= 150, "README.md must have at most 150 lines, but has " + lines.size());
    }

    /** The columns between are measured. */
    private static boolean isRow(String line, Variant v) {
        String first = "| `" + v.name() + "` | " + v.title() + " | "
                + (v.samples() ? v.givenLabel() ? "sampled, given the label" : "sampled" : "the code itself") + " | ";
        return line.startsWith(first) && line.endsWith(" | " + v.citation() + " |");
    }
}
