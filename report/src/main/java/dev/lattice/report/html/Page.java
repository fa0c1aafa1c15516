package dev.lattice.report.html;

import static dev.lattice.report.table.HtmlTable.escaped;

import dev.lattice.report.figure.Figure;
import dev.lattice.report.table.HtmlTable;
import dev.lattice.report.table.Table;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The parts that pages are made of; texts are escaped here. */
final class Page {

    private final StringBuilder out = new StringBuilder();

    /** Begins a page with its title and a first paragraph. */
    Page(String title, String lead) {
        out.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        out.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        out.append("<title>")
                .append(escaped(title))
                .append(" – Lattice</title>\n<link rel=\"icon\" href=\"data:,\">\n");
        out.append("<style>\n").append(resource("page.css")).append("</style>\n</head>\n<body>\n");
        out.append("<h1>")
                .append(escaped(title))
                .append("</h1>\n<p class=\"lead\">")
                .append(escaped(lead))
                .append("</p>\n");
    }

    /** Returns what is written so far, to append HTML to. */
    StringBuilder out() {
        return out;
    }

    void heading(String text) {
        out.append("<h2>").append(escaped(text)).append("</h2>\n");
    }

    void paragraph(String text) {
        out.append("<p>").append(escaped(text)).append("</p>\n");
    }

    void quiet(String text) {
        out.append("<p class=\"quiet\">").append(escaped(text)).append("</p>\n");
    }

    /** Adds a table that can be sorted, under its title and above its notes. */
    void table(Table table) {
        out.append("<h3>").append(escaped(table.title())).append("</h3>\n<div class=\"scroll\">\n");
        out.append(HtmlTable.render(table)).append("</div>\n");
        if (table.omitted() > 0) {
            out.append("<p class=\"quiet\">… and ").append(table.omitted()).append(" more</p>\n");
        }
        table.notes().forEach(this::quiet);
    }

    /** Adds a figure, with links to its files below {@code figures/}. */
    void figure(Figure figure) {
        out.append(figure.isWide() ? "<figure class=\"wide\">\n" : "<figure>\n").append(figure.svgElement());
        String path = escaped("figures/" + figure.name());
        out.append("<figcaption>").append(escaped(figure.caption()));
        out.append(" <a href=\"")
                .append(path)
                .append(".svg\">SVG</a> <a href=\"")
                .append(path);
        out.append(".png\">PNG</a></figcaption>\n</figure>\n");
    }

    /** Adds names with their values. */
    void plain(Map<String, String> rows) {
        out.append("<table class=\"plain\">\n");
        rows.forEach((name, value) -> out.append("<tr><th scope=\"row\">")
                .append(escaped(name))
                .append("</th><td>")
                .append(escaped(value))
                .append("</td></tr>\n"));
        out.append("</table>\n");
    }

    /** Adds the way to run it again; nothing for a blank command. */
    void command(String command) {
        if (!command.isBlank()) {
            out.append("<p>To run it again:</p>\n<pre>")
                    .append(escaped(command))
                    .append("</pre>\n");
        }
    }

    /** Ends the page and returns it. */
    String end() {
        out.append("<script>\n").append(resource("page.js")).append("</script>\n</body>\n</html>\n");
        return out.toString();
    }

    private static String resource(String name) {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the report module lacks its resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
