package dev.lattice.report.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.evaluate.Measured;
import dev.lattice.core.trial.Bound;
import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.MetricContext;
import dev.lattice.core.trial.StudyInfo;
import dev.lattice.report.StudyFixture;
import dev.lattice.report.rank.LossSource;
import dev.lattice.report.rank.Ranking;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class ComparisonTableTest {

    private static final MetricContext CONTEXT = StudyFixture.VALIDATION;

    /** Two seeds of a VAE, an autoencoder, and a conditional VAE. */
    private static Table table(IntFunction<List<Measured>> measured) {
        StudyInfo.View study = new StudyFixture()
                .cell(105, Map.of("seed", 42L, "name", "plain"))
                .autoEncoder(60, Map.of("seed", 42L, "name", "auto"))
                .cell(104, Map.of("seed", 43L, "name", "plain"))
                .context(labelled())
                .cell(99, Map.of("name", "given", "model.variant", "cvae"))
                .view();
        return ComparisonTable.of(Ranking.of(study, Metric.NEGATIVE_ELBO).standings(LossSource.none()), measured);
    }

    private static MetricContext labelled() {
        return new MetricContext(
                CONTEXT.dataset(),
                CONTEXT.split(),
                CONTEXT.images(),
                CONTEXT.binarization(),
                CONTEXT.likelihood(),
                0,
                true,
                1);
    }

    private static List<Measured> of(int number) {
        MetricContext context = (number == 4 ? labelled() : CONTEXT).with(Bound.IMPORTANCE, 50);
        if (number == 2) {
            return List.of(
                    new Measured(Measured.NEGATIVE_LOG_LIKELIHOOD, "", null, null, "", "no model of p(x)", CONTEXT),
                    new Measured(Measured.NEIGHBOUR_ACCURACY, "", 0.9, 0.01, "share", "k = 10, codes", CONTEXT),
                    new Measured(Measured.FRECHET_DISTANCE, "", null, null, "", "no prior", CONTEXT));
        }
        return List.of(
                new Measured(
                        Measured.NEGATIVE_LOG_LIKELIHOOD,
                        "",
                        100.0 + number,
                        0.1 * number,
                        Metric.NATS,
                        "K = 50",
                        context),
                new Measured(Measured.NEIGHBOUR_ACCURACY, "", 0.95, 0.01, "share", "k = 10, codes; label", context),
                new Measured(Measured.FRECHET_DISTANCE, "", 30.0 + number, null, "", "1,000 draws", context),
                new Measured(Measured.CLASSIFIER_ACCURACY, "", 0.9876, 0.01, "share", "", context));
    }

    private static String text(Table table, int row, String header) {
        int column = table.headers().indexOf(header);
        assertTrue(column >= 0, () -> header + " in " + table.headers());
        return table.rows().get(row).get(column).text();
    }

    @Test
    void comparedExperimentsStandSideBySideWithTheirGroups() {
        Table table = table(number -> List.of());
        assertEquals(3, table.rows().size());
        assertEquals("104.50", text(table, 0, "−ELBO (nats/image)"), "mean over both seeds");
        assertEquals("–", text(table, 1, "−ELBO (nats/image)"), "an autoencoder has none");
        assertEquals(
                List.of("1", "3", "2"),
                List.of(0, 1, 2).stream().map(r -> text(table, r, "Group")).toList());
        assertEquals("2", text(table, 0, "Seeds"));
        assertFalse(table.headers().contains("k-NN (share)"), "nothing was measured");
        assertEquals(List.of(), table.notes());
    }

    @Test
    void whatWasMeasuredOfModelsStandsBesideWhatTheirTrainingsRecorded() {
        Table table = table(ComparisonTableTest::of);
        String nll = "NLL, K=50 (nats/image)";
        assertEquals("102.00", text(table, 0, nll), "mean of 101 and 103");
        assertEquals("0.2000", text(table, 0, "NLL ±"), "mean of 0.1 and 0.3");
        assertEquals("–", text(table, 1, nll));
        assertEquals("–", text(table, 1, "NLL ±"));
        assertEquals("0.9000", text(table, 1, "k-NN (share)"));
        assertEquals("34.00", text(table, 2, "Fréchet"));
        String notes = String.join("\n", table.notes());
        assertTrue(notes.contains("K = 50 draws") && notes.contains("no likelihoods"), notes);
        assertTrue(notes.contains("Of given: −log p(x|y), the label given."), notes);
        assertTrue(notes.contains("Of given: the encoder is given the label."), notes);
        assertTrue(notes.contains("accuracy 0.9876"), notes);
        assertTrue(notes.contains("– auto: no model of p(x).") && notes.contains("– auto: no prior."), notes);
        assertTrue(MarkdownTable.render(table).contains("accuracy 0.9876"), "notes are in every format");
    }

    @Test
    void aRowOfWhichASeedWasNotMeasuredHasNoNumber() {
        Table table = table(number -> number == 3 ? List.of() : of(number));
        assertEquals("–", text(table, 0, "NLL, K=50 (nats/image)"));
        assertTrue(table.notes().contains("– plain: its model was not kept, or not measured."), table.toString());
    }

    @Test
    void aTerminalGetsFewerColumnsAlignedWithTheirUnits() throws IOException {
        StringBuilder text = new StringBuilder();
        Table table = table(ComparisonTableTest::of);
        ConsoleTable.render(ComparisonTable.narrow(table), text);
        List<String> lines = text.toString().lines().toList();
        int end = lines.get(1).indexOf("NLL, K=50") + "NLL, K=50".length();
        assertEquals(end, lines.get(2).indexOf("nats/image", end - "nats/image".length()) + "nats/image".length());
        assertEquals("102.00", lines.get(3).substring(end - 6, end));
        assertFalse(lines.get(1).contains("Reconstruction"), text.toString());
        assertTrue(lines.subList(1, 6).stream().allMatch(l -> l.length() <= 120), text.toString());
        StringBuilder csv = new StringBuilder();
        CsvTable.write(table, csv);
        assertTrue(csv.toString().contains("Reconstruction (nats/image)"), csv.toString());
    }
}
