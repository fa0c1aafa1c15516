package dev.lattice.report.html;

import static dev.lattice.report.table.HtmlTable.escaped;

import dev.lattice.report.Reproduction;
import dev.lattice.report.claim.ClaimResult;
import dev.lattice.report.claim.Verdict;
import dev.lattice.report.table.ClaimTable;
import dev.lattice.report.table.HtmlTable;
import dev.lattice.report.table.Table;

/** Sets a reproduction of a published report as one HTML file that needs no other. */
public final class ReproductionPage {

    /** Longer tables are whole in their CSV only. */
    private static final int MOST_ROWS = 50;

    private ReproductionPage() {}

    /** Returns the page: claims first, then sections, then where it comes from. */
    public static String of(Reproduction reproduction) {
        Page page = new Page(reproduction.title(), reproduction.about());
        StringBuilder out = page.out();
        if (!reproduction.size().isEmpty()) {
            out.append("<p class=\"warning\"><strong>")
                    .append(escaped(reproduction.size()))
                    .append("</strong></p>\n");
        }
        facts(out, reproduction);
        claims(page, reproduction);
        for (Reproduction.Section section : reproduction.sections()) {
            page.heading(section.heading());
            if (!section.text().isEmpty()) {
                page.paragraph(section.text());
            }
            section.figures().forEach(page::figure);
            section.besides().forEach(figure -> link(out, figure.name()));
            section.tables().forEach((name, table) -> {
                page.table(table.first(MOST_ROWS));
                out.append("<p class=\"quiet\"><a href=\"tables/")
                        .append(escaped(name))
                        .append(".csv\">CSV</a></p>\n");
            });
        }
        page.heading("Where it comes from");
        page.plain(reproduction.provenance());
        page.command(reproduction.command());
        return page.end();
    }

    private static void facts(StringBuilder out, Reproduction reproduction) {
        out.append("<dl class=\"facts\">\n");
        for (Verdict verdict : Verdict.values()) {
            long count = reproduction.claims().stream()
                    .filter(c -> c.verdict() == verdict)
                    .count();
            out.append("<div><dt>Claims ")
                    .append(verdict.title())
                    .append("</dt><dd>")
                    .append(count)
                    .append("</dd></div>\n");
        }
        out.append("</dl>\n");
    }

    private static void claims(Page page, Reproduction reproduction) {
        page.heading("Claims");
        Table table = ClaimTable.of("Claims", reproduction.claims());
        // Not in a box that scrolls: the remarks are for reading.
        page.out().append("<table class=\"claims\">\n<thead><tr>");
        table.columns()
                .forEach(c -> page.out()
                        .append(c.numeric() ? "<th class=\"n\" scope=\"col\">" : "<th scope=\"col\">")
                        .append(HtmlTable.escaped(c.name()))
                        .append("</th>"));
        page.out().append("</tr></thead>\n<tbody>\n");
        for (int r = 0; r < table.rows().size(); r++) {
            ClaimResult result = reproduction.claims().get(r);
            page.out()
                    .append("<tr class=\"")
                    .append(result.verdict().title().replace(' ', '-'))
                    .append("\">");
            for (int c = 0; c < table.columns().size(); c++) {
                page.out()
                        .append(table.columns().get(c).numeric() ? "<td class=\"n\">" : "<td>")
                        .append(escaped(table.rows().get(r).get(c).text()))
                        .append("</td>");
            }
            page.out().append("</tr>\n");
        }
        page.out().append("</tbody>\n</table>\n");
        page.out().append("<p class=\"quiet\"><a href=\"claims.csv\">CSV</a> <a href=\"claims.md\">Markdown</a></p>\n");
    }

    private static void link(StringBuilder out, String name) {
        String path = escaped("figures/" + name);
        out.append("<p class=\"quiet\">")
                .append(escaped(name))
                .append(": <a href=\"")
                .append(path)
                .append(".svg\">SVG</a> <a href=\"")
                .append(path)
                .append(".png\">PNG</a></p>\n");
    }
}
