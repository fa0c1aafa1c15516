package dev.lattice.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Experiments side by side, from the command line. */
@Tag("slow")
class CompareEndToEndTest {

    @TempDir
    static Path data;

    @TempDir
    Path folder;

    @BeforeAll
    static void digits() throws IOException {
        SmallDigits.write(data, 300, 60);
    }

    @Test
    void modelsAreMeasuredOnceAndStandSideBySide() throws IOException {
        Session session = new Session(folder);
        Session.Outcome first = compare(session, "--importance-samples=5", "--repeats=2");
        assertEquals(0, first.code(), first.err());
        String table = first.out().substring(first.out().indexOf("Side by side"));
        for (String column : List.of("Parameters", "Time", "−ELBO", "NLL, K=5", "NLL ±", "MSE", "k-NN", "Fréchet")) {
            assertTrue(table.contains(column), column + " in\n" + table);
        }
        assertTrue(table.contains("– mnist-ae: an autoencoder has no prior to draw from."), table);
        assertTrue(table.contains("accuracy 0."), table);
        Path study = session.results().resolve("compared");
        assertTrue(Files.readString(study.resolve("report/comparison.md")).contains("NLL, K=5 (nats/image)"));
        assertTrue(Files.readString(study.resolve("report/index.html")).contains("upper bound in expectation"));
        assertEquals(4, measured(first));

        Session.Outcome again = compare(session, "--importance-samples=5", "--repeats=2");
        assertEquals(0, measured(again), again.err());
        assertEquals(table, again.out().substring(again.out().indexOf("Side by side")));
        Session.Outcome reported = session.withResults("report", "compared");
        assertEquals(table, reported.out().substring(reported.out().indexOf("Side by side")));
        String page = Files.readString(study.resolve("report/index.html"));
        assertTrue(
                page.contains("<pre>lattice compare mnist-mlp mnist-ae "), "a report still says how the study is made");
        assertTrue(page.contains(" --study compared --repeats 2 --importance-samples 5</pre>"), page);

        // A file that is damaged is as if it had not been there.
        Files.writeString(study.resolve("evaluations/1.json"), "{\"format\": 1, \"id\": ");
        Session.Outcome repaired = compare(session, "--importance-samples=5", "--repeats=2");
        assertEquals(1, measured(repaired), repaired.err());
        assertEquals(table, repaired.out().substring(repaired.out().indexOf("Side by side")));
    }

    @Test
    void aQuickComparisonMeasuresNothingMore() {
        Session session = new Session(folder);
        Session.Outcome quick = compare(session, "--quick");
        assertEquals(0, quick.code(), quick.err());
        assertEquals(0, measured(quick), quick.err());
        assertFalse(quick.out().contains("NLL") || quick.out().contains("k-NN"), quick.out());
        Session.Outcome likely = compare(session, "--quick", "--importance-samples=3");
        assertTrue(likely.out().contains("NLL, K=3"), likely.out());
        assertFalse(likely.out().contains("k-NN"), likely.out());
        Session.Outcome full = compare(session, "--importance-samples=3");
        assertTrue(full.out().contains("NLL, K=3") && full.out().contains("k-NN"), full.out());
    }

    @Test
    void aSearchIsLeftAsideWithAWord() throws IOException {
        Path file = Files.writeString(
                folder.resolve("mine.yaml"), "extends: mnist-mlp\nsearch: {space: {model.latent: [2, 10]}}\n");
        Session session = new Session(folder);
        Session.Outcome outcome = compare(session, List.of("mnist-mlp", file.toString()), "--quick");
        assertEquals(0, outcome.code(), outcome.err());
        assertEquals(
                List.of("the search of " + file + " is left aside; 'lattice sweep' runs it"),
                outcome.err().lines().filter(l -> l.contains("is left aside")).toList());
        assertFalse(session.run("compare", "--help").out().contains("search."));
    }

    @Test
    void tooManyDrawsAreRefusedBeforeAnythingIsTrained() {
        Session session = new Session(folder);
        Session.Outcome refused = compare(session, "--importance-samples=2000000");
        assertEquals(2, refused.code());
        assertTrue(refused.err().contains("'--importance-samples' must be 0 to 1000000, but was 2000000"));
        assertFalse(Files.exists(session.results()));
    }

    private static long measured(Session.Outcome outcome) {
        return outcome.err().lines().filter(l -> l.startsWith("measuring ")).count();
    }

    private static Session.Outcome compare(Session session, String... more) {
        return compare(session, List.of("mnist-mlp", "mnist-ae"), more);
    }

    private static Session.Outcome compare(Session session, List<String> experiments, String... more) {
        List<String> words = new ArrayList<>(List.of("compare"));
        words.addAll(experiments);
        words.addAll(List.of(
                "--study=compared",
                "--workers=1",
                "--set=dataset={name: idx, path: " + data + ", validation: 50}",
                "--set=model.hidden=[16]",
                "--set=model.latent=2",
                "--set=training.epochs=1"));
        words.addAll(List.of(more));
        return session.withResults(words.toArray(String[]::new));
    }
}
