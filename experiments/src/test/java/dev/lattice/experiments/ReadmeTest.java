package dev.lattice.experiments;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.model.Variant;
import dev.lattice.core.model.Variants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ReadmeTest {

    private static final Path README = Path.of("..", "README.md");

    @Test
    void holdsTheTableOfAllVariants() throws IOException {
        String table = table();
        assertTrue(Files.readString(README).contains(table), "README.md must hold this table:\n" + table);
    }

    @Test
    void isShort() throws IOException {
        List<String> lines = Files.readAllLines(README);
        assertTrue(lines.size() <= 150, "README.md must have at most 150 lines, but has " + lines.size());
    }

    private static String table() {
        return Variants.all().stream()
                .map(ReadmeTest::row)
                .collect(Collectors.joining(
                        "\n", "| `variant` | name | z | label | from |\n| --- | --- | --- | --- | --- |\n", "\n"));
    }

    private static String row(Variant v) {
        return "| `" + v.name() + "` | " + v.title() + " | " + (v.samples() ? "sampled" : "the code itself") + " | "
                + (v.givenLabel() ? "given" : "not used") + " | " + v.citation() + " |";
    }
}
