package dev.lattice.report.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.trial.StudyInfo;
import dev.lattice.report.StudyFixture;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;

class CsvTest {

    private static final String AWKWARD = "loss \"NaN\", then\na second line";

    private final StudyInfo.View study = new StudyFixture()
            .space("training.learningRate", List.of(0.001, 0.1))
            .cell(105.12345678901234, Map.of("training.learningRate", 0.001))
            .autoEncoder(60, Map.of("training.learningRate", 0.001))
            .diverged(2, 7, AWKWARD, Map.of("training.learningRate", 0.1))
            .queued(Map.of("training.learningRate", 0.1))
            .view();

    @Test
    void trialsReadBackAsTheyWere() throws IOException {
        List<CSVRecord> rows = trials();
        assertEquals(
                List.of("1", "2", "3", "4"),
                rows.stream().map(r -> r.get("number")).toList());
        assertEquals(
                List.of("complete", "complete", "failed", "queued"),
                rows.stream().map(r -> r.get("state")).toList());
        assertEquals(105.12345678901234, Double.parseDouble(rows.get(0).get("negativeElbo")));
        assertEquals("0.001", rows.get(0).get("training.learningRate"));
        assertEquals("[400]", rows.get(0).get("model.hidden"));
        assertEquals("42", rows.get(0).get("seed"));
        assertEquals("diverged", rows.get(2).get("failure.cause"));
        assertEquals("7", rows.get(2).get("failure.step"));
        assertEquals(AWKWARD, rows.get(2).get("failure.message"));
    }

    @Test
    void whatDoesNotExistIsEmpty() throws IOException {
        List<CSVRecord> rows = trials();
        assertEquals("", rows.get(1).get("kl"));
        assertEquals("", rows.get(1).get("negativeElbo"));
        assertEquals("", rows.get(2).get("mse"));
        assertEquals("", rows.get(3).get("engine"));
    }

    @Test
    void columnsThatDifferFromRunToRunComeLast() throws IOException {
        try (CSVParser parser = parse(csv())) {
            List<String> names = parser.getHeaderNames();
            assertEquals(
                    List.of("number", "id", "state", "training.learningRate", "model.variant"), names.subList(0, 5));
            assertEquals(TrialsCsv.RUN_COLUMNS, names.subList(names.size() - 4, names.size()));
            assertEquals(names.size(), names.stream().distinct().count());
        }
    }

    @Test
    void aSearchedSeedIsOneColumn() throws IOException {
        StudyInfo.View repeated = new StudyFixture()
                .space("seed", List.of(42, 43))
                .cell(105, Map.of("seed", 42L))
                .cell(104, Map.of("seed", 43L))
                .view();
        StringBuilder out = new StringBuilder();
        TrialsCsv.write(repeated, out);
        List<String> header = List.of(out.toString().split("\n", 2)[0].split(","));
        assertEquals(1, header.stream().filter("seed"::equals).count(), header.toString());
        try (CSVParser parser = parse(out.toString())) {
            assertEquals(
                    List.of("42", "43"),
                    parser.getRecords().stream().map(r -> r.get("seed")).toList());
        }
    }

    @Test
    void curvesHaveARowPerEpochAndNoKlForAnAutoencoder() throws IOException {
        StringBuilder out = new StringBuilder();
        CurvesCsv.write(study, out);
        try (CSVParser parser = parse(out.toString())) {
            List<CSVRecord> rows = parser.getRecords();
            assertEquals(6, rows.size());
            assertEquals("3", rows.get(2).get("epoch"));
            assertEquals(105.12345678901234, Double.parseDouble(rows.get(2).get("validation.negativeElbo")), 1e-9);
            assertEquals("", rows.get(3).get("train.kl"));
            assertEquals("", rows.get(3).get("validation.negativeElbo"));
            assertTrue(parser.getHeaderNames()
                    .get(parser.getHeaderNames().size() - 1)
                    .equals("seconds"));
        }
    }

    private List<CSVRecord> trials() throws IOException {
        try (CSVParser parser = parse(csv())) {
            return parser.getRecords();
        }
    }

    private String csv() throws IOException {
        StringBuilder out = new StringBuilder();
        TrialsCsv.write(study, out);
        return out.toString();
    }

    private static CSVParser parse(String text) throws IOException {
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        return CSVParser.parse(new StringReader(text), format);
    }
}
