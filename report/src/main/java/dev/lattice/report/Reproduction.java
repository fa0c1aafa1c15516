package dev.lattice.report;

import dev.lattice.report.claim.ClaimResult;
import dev.lattice.report.figure.Figure;
import dev.lattice.report.table.Table;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A published report run again, ready to be written.
 *
 * @param name of its folder
 * @param title of its page
 * @param about what the report did, in a few sentences
 * @param size how this run differs from the published size, in a sentence; empty if it does not
 * @param claims in their order
 * @param sections of the page
 * @param provenance what and where, by name
 * @param command that does it again
 */
public record Reproduction(
        String name,
        String title,
        String about,
        String size,
        List<ClaimResult> claims,
        List<Section> sections,
        Map<String, String> provenance,
        String command) {

    /** Copies the collections. */
    public Reproduction {
        claims = List.copyOf(claims);
        sections = List.copyOf(sections);
        provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
    }

    /**
     * A part of the page.
     *
     * @param heading its title
     * @param text a paragraph below it; may be empty
     * @param figures shown on the page
     * @param besides figures that are files only, linked
     * @param tables by the name of their file
     */
    public record Section(
            String heading, String text, List<Figure> figures, List<Figure> besides, Map<String, Table> tables) {

        /** Copies the collections. */
        public Section {
            figures = List.copyOf(figures);
            besides = List.copyOf(besides);
            tables = Collections.unmodifiableMap(new LinkedHashMap<>(tables));
        }
    }
}
