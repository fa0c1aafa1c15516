package dev.lattice.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.trial.StudyInfo;
import dev.lattice.search.store.StudyReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Seeds, what may be ranked together, and the test images, from the command line. */
@Tag("slow")
class RankingEndToEndTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    static Path data;

    @TempDir
    Path folder;

    @BeforeAll
    static void digits() throws IOException {
        SmallDigits.write(data, 300, 60);
    }

    @Test
    void seedsAreOneRowAndTheTestImagesAreOpenedOnce() throws IOException {
        Session session = new Session(folder);
        Session.Outcome swept = sweep(session, "repeated", "--repeats=2", "--keep-models=8");
        assertEquals(0, swept.code(), swept.err());
        assertTrue(swept.out().contains("SD over seeds"), swept.out());
        assertTrue(swept.out().contains("Recommended: cell"), swept.out());
        Path study = session.results().resolve("repeated");
        String page = Files.readString(study.resolve("report/index.html"));
        assertTrue(page.contains("below 5 % over all rows together"), "the test is stated below the table");

        JsonNode rows = JSON.readTree(
                        session.withResults("trials", "repeated", "--json").out())
                .get("trials");
        assertEquals(4, rows.size());
        assertEquals(2, rows.get(0).get("row").get("seeds").asInt());

        assertEquals(List.of(), StudyReader.read(study).info().tests());
        Session.Outcome tested = session.withResults("report", "repeated", "--test");
        assertEquals(0, tested.code(), tested.err());
        assertTrue(tested.out().contains("measured on 60 test images"), tested.out());
        StudyInfo opened = StudyReader.read(study).info();
        assertEquals(2, opened.tests().size(), "both seeds of the row");
        assertEquals("test", opened.tests().get(0).metrics().get(0).context().split());
        session.withResults("report", "repeated", "--test");
        assertEquals(opened, StudyReader.read(study).info(), "opened once");
        assertTrue(Files.readString(study.resolve("report/index.html")).contains("Measured on 60 test images"));

        // Searching on does not forget it.
        sweep(session, "repeated", "--repeats=3");
        assertEquals(opened.tests(), StudyReader.read(study).info().tests());
    }

    @Test
    void theTestImagesStayClosedWhileCellsAreOwed() {
        Session session = new Session(folder);
        sweep(session, "part", "--max-cells=1");
        Session.Outcome refused = session.withResults("report", "part", "--test");
        assertEquals(2, refused.code(), refused.out());
        assertTrue(refused.err().contains("1 cells of") && refused.err().contains("still to do"), refused.err());
    }

    @ParameterizedTest
    @CsvSource({
        "dataset.binarization=dynamic, binarization (none; dynamic)",
        "dataset.validation=40, split identity (",
        "model.likelihood=gaussian, likelihood (bernoulli; gaussian)"
    })
    void unlikeStudiesAreNotRankedInOneTable(String setting, String named) {
        Session session = new Session(folder);
        assertEquals(0, sweep(session, "one").code());
        assertEquals(0, sweep(session, "two", "--set=" + setting).code());
        Session.Outcome refused = session.withResults("trials", "one", "two");
        assertEquals(2, refused.code(), refused.out());
        assertTrue(refused.err().contains(named), refused.err());
        assertEquals("", refused.out());
        assertEquals(1, refused.err().strip().lines().count(), refused.err());
    }

    @Test
    void likeStudiesAreRankedInOneTable() {
        Session session = new Session(folder);
        sweep(session, "one");
        sweep(session, "two", "--set=training.optimizer=adamw");
        Session.Outcome both = session.withResults("trials", "one", "two", "--json");
        assertEquals(0, both.code(), both.err());
        assertEquals(4, JSON.readTree(both.out()).get("trials").size());
    }

    private static Session.Outcome sweep(Session session, String study, String... more) {
        List<String> words = new ArrayList<>(List.of("sweep", "demo", "--study=" + study, "--workers=1"));
        for (String setting : List.of(
                "dataset={name: idx, path: " + data + ", validation: 50}",
                "model.hidden=[16]",
                "training.epochs=1",
                "search={space: {model.latent: [2, 4]}}")) {
            words.add("--set=" + setting);
        }
        words.addAll(List.of(more));
        return session.withResults(words.toArray(String[]::new));
    }
}
