package dev.lattice.core.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DataLocationsTest {

    private static final Path HOME = Path.of("home").toAbsolutePath();

    @Test
    void looksInTheRunsFolderThenTheEnvironmentsThenTheCache() {
        Path named = Path.of("named");
        DataLocations locations = DataLocations.of(Optional.of(named), Map.of("LATTICE_DATA", "shared"), HOME, false);
        assertEquals(List.of(named, Path.of("shared"), HOME.resolve(".cache/lattice")), locations.searched());
        assertEquals(named, locations.fetchTarget());
    }

    @Test
    void cacheFollowsTheXdgVariableWhereItIsAbsolute() {
        Path xdg = HOME.resolve("xdg");
        assertEquals(xdg.resolve("lattice"), cache(Map.of("XDG_CACHE_HOME", xdg.toString())));
        assertEquals(HOME.resolve(".cache/lattice"), cache(Map.of("XDG_CACHE_HOME", "relative", "LATTICE_DATA", " ")));
    }

    private static Path cache(Map<String, String> variables) {
        DataLocations locations = DataLocations.of(Optional.empty(), variables, HOME, true);
        assertEquals(List.of(locations.cache()), locations.searched());
        return locations.fetchTarget();
    }
}
