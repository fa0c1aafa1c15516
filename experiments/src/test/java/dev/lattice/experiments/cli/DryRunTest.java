package dev.lattice.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sweep --dry-run} says what a sweep would do and leaves nothing behind. */
class DryRunTest {

    @TempDir
    static Path data;

    @TempDir
    Path folder;

    private Session session;

    @BeforeAll
    static void digits() throws IOException {
        SmallDigits.write(data, 60, 20);
    }

    @BeforeEach
    void begin() {
        session = new Session(folder);
    }

    @Test
    void cellsTrainingsEngineAndWorkersAreSaid() throws IOException {
        Session.Outcome outcome = sweep("--dry-run", "--workers=3", "--engine=fused");
        assertEquals(0, outcome.code(), outcome.err());
        assertEquals("", outcome.err());
        assertEquals(
                List.of(
                        "24 cells; 8 trainings to run",
                        "engine fused, 3 workers",
                        "",
                        "Cells",
                        "variant  latent  epochs",
                        "ae            2       4",
                        "ae            2       8",
                        "ae            2      16",
                        "ae           16       4",
                        "ae           16       8",
                        "… and 19 more"),
                outcome.out().lines().toList());
        assertTrue(sweep("--dry-run", "--no-share").out().startsWith("24 cells; 24 trainings to run\n"));
        assertEquals(List.of(""), session.files());
    }

    @Test
    void whatIsNotHereIsNotDownloaded() throws IOException {
        Session.Outcome outcome = session.withResults("sweep", "mnist-beta", "--dry-run");
        assertEquals(0, outcome.code(), outcome.err());
        assertTrue(outcome.out().startsWith("3 cells; 3 trainings to run\n"), outcome.out());
        assertTrue(outcome.err().startsWith("mnist is not on this machine"), outcome.err());
        assertEquals(List.of(""), session.files());
    }

    @Test
    void everyCellThatWouldBeRefusedIsNamed() throws IOException {
        Session.Outcome outcome = sweep("--dry-run", "--set=search.space.model.latent=[2,0,-1]");
        assertEquals(2, outcome.code());
        assertTrue(outcome.out().startsWith("12 cells; 4 trainings to run\n"), outcome.out());
        assertTrue(
                outcome.out().contains("\nRefused:\n  search cell model.variant=ae, model.latent=0, "), outcome.out());
        assertTrue(outcome.out().contains("'model.latent' must be at least 1, but was -1"), outcome.out());
        assertEquals(
                "lattice: demo: 24 combinations of the search would be refused, and so the sweep",
                outcome.err().strip());
        assertEquals(List.of(""), session.files());
    }

    /** A corner that no draw may meet is refused by the sweep, so it is here. */
    @Test
    void aCornerOfARandomSearchIsRefused() throws IOException {
        String search =
                "--set=search={strategy: random, trials: 1, seed: 1, space: {model.latent: {min: 0, max: 1000}}}";
        Session.Outcome outcome = sweep("--dry-run", search);
        assertEquals(2, outcome.code(), outcome.out());
        assertTrue(outcome.err().contains("model.latent=0"), outcome.err());
    }

    @Test
    @Tag("slow")
    void whatAStudyHasIsNotOwed() throws IOException {
        String[] small = {
            "--set=search={space: {model.variant: [ae, vae], training.epochs: [1, 2]}}", "--set=model.hidden=[4]"
        };
        assertEquals(
                0, sweep(small[0], small[1], "--max-cells=2", "--workers=1").code());
        List<String> before = session.files();
        Session.Outcome outcome = sweep(small[0], small[1], "--dry-run");
        assertTrue(outcome.out().startsWith("4 cells, 2 of them done before; 1 training to run\n"), outcome.out());
        assertEquals(before, session.files());
        Files.delete(session.results().resolve("demo/lattice.log"));
        sweep(small[0], small[1], "--dry-run");
        assertTrue(Files.notExists(session.results().resolve("demo/lattice.log")));
    }

    private Session.Outcome sweep(String... more) {
        List<String> words = new ArrayList<>(List.of("sweep", "demo"));
        words.add("--set=dataset={name: idx, path: " + data + ", validation: 10}");
        words.addAll(List.of(more));
        return session.withResults(words.toArray(String[]::new));
    }
}
