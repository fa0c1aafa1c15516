package dev.lattice.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.trial.TrialRecord;
import dev.lattice.search.store.StudyReader;
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

/** {@code lattice study list|check|salvage|rm} on a study that was swept, then damaged. */
@Tag("slow")
class StudyCommandTest {

    @TempDir
    static Path data;

    @TempDir
    Path folder;

    private Session session;
    private Path study;

    @BeforeAll
    static void digits() throws IOException {
        SmallDigits.write(data, 100, 20);
    }

    @BeforeEach
    void sweep() {
        session = new Session(folder);
        study = session.results().resolve("one");
        Session.Outcome swept = sweepAgain();
        assertEquals(0, swept.code(), swept.err());
    }

    private Session.Outcome sweepAgain() {
        return sweep("one", "[1, 2]");
    }

    private Session.Outcome sweep(String name, String epochs, String... more) {
        List<String> words = new ArrayList<>(List.of("sweep", "demo", "--study=" + name));
        words.add("--set=dataset={name: idx, path: " + data + ", validation: 20}");
        words.add("--set=model.hidden=[4]");
        words.add("--set=search={space: {training.epochs: " + epochs + ", model.latent: [2, 3]}}");
        words.addAll(List.of(more));
        return session.withResults(words.toArray(String[]::new));
    }

    @Test
    void limitsEndARunWithTheWayOn() {
        for (int done = 1; done < 4; done++) {
            Session.Outcome outcome = sweep("two", "[1, 2]", "--max-cells=1", "--workers=2");
            assertEquals(0, outcome.code(), outcome.err());
            String last = outcome.err().lines().reduce((a, b) -> b).orElseThrow();
            String kept = done == 1 ? "1 cell complete and kept, 3 left" : done + " cells complete and kept, ";
            assertTrue(last.startsWith("limit reached: " + kept), last);
            assertTrue(last.contains("; to go on: lattice sweep demo --study=two "), last);
        }
        String finished = sweep("two", "[1, 2]").err();
        assertTrue(finished.contains("4 cells, 3 of them complete from before; 1 training to run"), finished);
        assertTrue(finished.contains("4 cells complete (3 of them before); 1 training in "), finished);
        Session.Outcome timed = sweep("three", "[1, 1000000]", "--max-time=1s", "--checkpoint-every=0s");
        assertEquals(0, timed.code(), timed.err());
        assertTrue(timed.err().contains("limit reached: "), timed.err());
        assertTrue(Files.isDirectory(session.results().resolve("three/checkpoints")));
    }

    @Test
    void soundStudyIsListedCheckedAndRemoved() throws IOException {
        assertTrue(session.withResults("study", "list")
                .out()
                .matches("one +4 of 4 cells complete, 0 failed \\(grid\\)\\R"));
        Session.Outcome check = session.withResults("study", "check", "one");
        assertEquals(0, check.code(), check.out());
        assertEquals("sound: 4 cells", check.out().strip());
        assertEquals(2, session.withResults("study", "rm", "one").code());
        assertTrue(Files.exists(study.resolve("events.log")));
        assertEquals(0, session.withResults("study", "rm", "one", "--yes").code());
        assertFalse(Files.exists(study));
        assertTrue(session.withResults("study", "list").out().startsWith("no studies in "));
    }

    /** A changed byte in the log: every command says so and leads to salvage, which loses nothing. */
    @Test
    void damagedStudyIsSalvaged() throws IOException {
        List<TrialRecord> before = StudyReader.read(study).trials();
        Path log = study.resolve("events.log");
        byte[] bytes = Files.readAllBytes(log);
        bytes[bytes.length / 2] ^= 1;
        Files.write(log, bytes);
        for (String command : List.of("trials", "report")) {
            Session.Outcome refused = session.withResults(command, "one");
            assertEquals(2, refused.code(), command);
            assertTrue(refused.err().contains("lattice study salvage one"), refused.err());
        }
        assertEquals(2, sweepAgain().code());
        Session.Outcome check = session.withResults("study", "check", "one");
        assertEquals(1, check.code());
        assertTrue(check.out().contains("events.log is damaged at byte "), check.out());
        Session.Outcome salvage = session.withResults("study", "salvage", "one");
        assertEquals(0, salvage.code(), salvage.err());
        assertTrue(salvage.out().startsWith("salvaged 4 cells, 4 of them complete"), salvage.out());
        assertTrue(Files.exists(study.resolve("events.log.damaged")));
        assertEquals(before, StudyReader.read(study).trials());
        Session.Outcome swept = sweepAgain();
        assertTrue(swept.err().contains("4 cells complete (4 of them before); 0 trainings"), swept.err());
        assertEquals(
                "sound: 4 cells",
                session.withResults("study", "check", "one").out().strip());
    }
}
