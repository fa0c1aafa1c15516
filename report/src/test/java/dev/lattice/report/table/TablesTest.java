package dev.lattice.report.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.StudyInfo;
import dev.lattice.report.StudyFixture;
import dev.lattice.report.rank.Ranking;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TablesTest {

    private final StudyInfo.View study = new StudyFixture()
            .space("training.learningRate", List.of(0.001, 0.1))
            .space("model.hidden", List.of(400, List.of(400, 200)))
            .cell(105.456, varied(0.001, List.of(400)))
            .cell(104.25, varied(0.001, List.of(400, 200)))
            .diverged(1, 3, "the loss is NaN", varied(0.1, List.of(400)))
            .view();
    private final Ranking ranking = Ranking.of(study, Metric.NEGATIVE_ELBO);
    private final Table table = RankingTable.of(ranking.groups().get(0), study, 10);

    @Test
    void consoleAlignsColumnsUnderUnits() {
        assertEquals("""
                −ELBO (nats/image) on 1000 validation images, lower is better
                Rank  Cell  learningRate   hidden       −ELBO  Reconstruction          KL        MSE  Active units  Time  State
                                                   nats/image      nats/image  nats/image  per pixel                   s
                   1     2         0.001  400-200      104.25           79.23       25.02    0.01200            18  12.5  complete
                   2     1         0.001      400      105.46           80.15       25.31    0.01200            18  12.5  complete

                Not ranked:
                  cell 3 (learningRate 0.1, hidden 400): diverged in epoch 1, step 3: the loss is NaN
                """, ConsoleTable.render(ranking, study, 10));
    }

    @Test
    void consoleSaysHowManyItLeavesOut() {
        assertTrue(ConsoleTable.render(ranking, study, 1).contains("complete\n… and 1 more\n"));
    }

    @Test
    void markdownHasOneLinePerCell() {
        String[] lines = MarkdownTable.render(table).split("\n");
        assertEquals("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |", lines[3]);
        assertEquals("| 1 | 2 | 0.001 | 400-200 | 104.25 | 79.23 | 25.02 | 0.01200 | 18 | 12.5 | complete |", lines[4]);
        assertEquals(6, lines.length);
    }

    @Test
    void latexIsABooktabsTable() {
        String latex = LatexTable.render(table);
        assertTrue(latex.contains("\\begin{tabular}{rrrrrrrrrrl}\n    \\toprule\n"), latex);
        assertTrue(latex.contains("Rank & Cell & learningRate & hidden & $-$ELBO & "), latex);
        assertTrue(latex.contains("    1 & 2 & 0.001 & 400-200 & 104.25 & 79.23 &"), latex);
    }

    @Test
    void whatLatexAndHtmlAndMarkdownReadAsMarkupIsEscaped() {
        assertEquals(
                "a\\_b \\& 50\\% \\$\\#\\{\\} \\textbackslash{}\\textasciicircum{}\\textasciitilde{}",
                LatexTable.escaped("a_b & 50% $#{} \\^~"));
        assertEquals("&lt;b&gt; &quot;x&quot; &amp; &#39;y&#39;", HtmlTable.escaped("<b> \"x\" & 'y'"));
        assertEquals("a\\|b \\<i\\> \\*c\\*", MarkdownTable.escaped("a|b <i> *c*"));
    }

    @Test
    void intervalsAreSortedByTheirLowerEndAndWrittenWhole() throws IOException {
        Table intervals = new Table(
                "Rows",
                List.of(new Table.Column("95 %", "nats", true)),
                List.of(List.of(Table.interval(16.51, 18)), List.of(Table.interval(123.55, 130.25))),
                0);
        String html = HtmlTable.render(intervals);
        assertTrue(html.contains("data-v=\"16.51\">16.51 to 18.00<"), html);
        assertTrue(html.contains("data-v=\"123.55\">123.55 to 130.25<"), html);
        StringBuilder csv = new StringBuilder();
        CsvTable.write(intervals, csv);
        assertEquals("95 % (nats)\n16.51 to 18.00\n123.55 to 130.25\n", csv.toString());
    }

    @Test
    void whatAnAutoencoderLacksIsADashAndNeverZero() {
        StudyInfo.View mixed = new StudyFixture()
                .autoEncoder(60, Map.of())
                .measured(
                        Map.of("model.variant", "ae"),
                        new Metric(Metric.RECONSTRUCTION, 61, Metric.NATS, StudyFixture.VALIDATION))
                .view();
        Ranking ranked = Ranking.of(mixed, Metric.NEGATIVE_ELBO);
        Table ae = RankingTable.of(ranked.groups().get(0), mixed, 10);
        assertFalse(ae.headers().contains("KL (nats/image)"));
        int mse = ae.headers().indexOf("MSE (per pixel)");
        assertEquals(new Table.Cell("–", Optional.empty()), ae.rows().get(1).get(mse));
    }

    @Test
    void anObjectiveEqualToTheBoundIsNotRepeated() {
        assertFalse(table.headers().contains("Objective (nats/image)"));
    }

    @Test
    void jsonRowsHoldPlainValues() {
        List<Map<String, Object>> rows = RankingJson.rows(ranking);
        assertEquals(List.of(2, 1, 3), rows.stream().map(r -> r.get("number")).toList());
        assertEquals(1, rows.get(0).get("rank"));
        assertEquals(104.25, ((Map<?, ?>) rows.get(0).get("metrics")).get("negativeElbo"));
        assertEquals("diverged in epoch 1, step 3: the loss is NaN", rows.get(2).get("reason"));
        assertFalse(rows.get(2).containsKey("rank"));
    }

    @ParameterizedTest
    @CsvSource({
        "105.456, 105.46",
        "9.87654, 9.877",
        "0.0123456, 0.01235",
        "0.00001234, 1.23e-05",
        "-800.5, −800.50",
        "NaN, NaN"
    })
    void measurementsHaveDigitsThatMatter(double value, String text) {
        assertEquals(text, Numbers.measured(value));
    }

    @ParameterizedTest
    @CsvSource({"0.001, 0.001", "4, 4", "0.00001, 1e-5", "2.5e-7, 2.5e-7", "100, 100", "30000000, 3e7", "0, 0"})
    void parametersAreAsShortAsTheyCanBe(double value, String text) {
        assertEquals(text, Numbers.shortest(value));
        assertEquals(text, Numbers.parameter(value));
    }

    @ParameterizedTest
    @CsvSource({
        "104.694, 0.2297, 104.69 ± 0.23",
        "0.016339, 0.000123, 0.01634 ± 0.00012",
        "2e7, 0.5, 2.00e+07 ± 0.5000",
        "−1, NaN, −1.000 ± NaN"
    })
    void deviationsHaveTheDecimalsOfWhatTheyAreOf(String value, double deviation, String text) {
        assertEquals(text, Numbers.measured(Double.parseDouble(value.replace('−', '-')), deviation));
    }

    @ParameterizedTest
    @CsvSource({"20, 20", "10.666666666666666, 10.7", "0, 0", "-0.25, −0.3"})
    void meansOfCountsHaveOneDecimal(double value, String text) {
        assertEquals(text, Numbers.count(value));
    }

    @Test
    void aParameterDrawnFromARangeIsShownWithFourDigits() {
        assertEquals("0.003161", Numbers.parameter(0.0031609116891468457));
        assertEquals("0.12345678", Numbers.parameter(0.12345678));
    }

    private static Map<String, Object> varied(double rate, List<Integer> hidden) {
        Map<String, Object> varied = new java.util.LinkedHashMap<>();
        varied.put("training.learningRate", rate);
        varied.put("model.hidden", hidden);
        return varied;
    }
}
