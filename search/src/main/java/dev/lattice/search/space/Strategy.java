package dev.lattice.search.space;

import dev.lattice.core.config.ConfigException;
import dev.lattice.core.config.SpecBinder;
import java.util.List;
import java.util.Locale;

/** How points of a space are chosen. */
public enum Strategy {
    /** Every combination. */
    GRID,
    /** Independent draws. */
    RANDOM,
    /** Draws, then crossover and mutation of the best. */
    GENETIC,
    /** Given experiments. */
    LIST;

    /** Returns the name in files. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the strategy that an experiment file names.
     *
     * @throws ConfigException if there is none of that name
     */
    static Strategy of(Object name) {
        List<Strategy> searched = List.of(GRID, RANDOM, GENETIC);
        return searched.stream()
                .filter(s -> s.text().equals(name.toString()))
                .findFirst()
                .orElseThrow(() -> SpecBinder.unknown(
                        "search.strategy",
                        name.toString(),
                        searched.stream().map(Strategy::text).toList()));
    }
}
