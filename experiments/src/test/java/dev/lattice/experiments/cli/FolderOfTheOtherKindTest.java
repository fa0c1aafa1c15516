package dev.lattice.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A training and a study would write into each other's folders; the second to come is refused before anything is written. */
class FolderOfTheOtherKindTest {

    @TempDir
    Path folder;

    private Session session;

    @BeforeEach
    void begin() {
        session = new Session(folder);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "train demo | demo | --set name=OTHER",
                "train mnist-beta --set name=demo | demo | --set name=OTHER",
                "reproduce mnist-conv | mnist-conv | --out OTHER",
            })
    void aTrainingLeavesAStudyAlone(String words, String name, String other) throws IOException {
        Files.createFile(made(name).resolve("events.log"));
        refused(words, name + " holds a study; use " + other);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sweep demo | demo | --study OTHER",
                "sweep demo --study mine | mine | --study OTHER",
                "demo | demo | --set name=OTHER",
                "compare mnist-mlp mnist-ae | compare-mnist-mlp-mnist-ae | --study OTHER",
                "reproduce mnist-grid-1k | mnist-grid-1k | --out OTHER",
            })
    void aStudyLeavesATrainingAlone(String words, String name, String other) throws IOException {
        Files.createFile(Files.createDirectory(made(name).resolve("model")).resolve("model.json"));
        refused(words, name + " holds a trained model; use " + other);
    }

    /** What the other kind's folder holds is of no interest to either under another name. */
    @Test
    void anotherNameIsFine() throws IOException {
        Files.createFile(made("demo").resolve("events.log"));
        Session.Outcome other = session.withResults("train", "demo", "--set=name=mine", "--set=dataset.name=nothing");
        assertTrue(other.err().contains("unknown dataset 'nothing'"), other.err());
    }

    private Path made(String name) throws IOException {
        return Files.createDirectories(session.results().resolve(name));
    }

    private void refused(String words, String part) throws IOException {
        List<String> before = session.files();
        Session.Outcome outcome = session.withResults(words.split(" "));
        assertEquals(2, outcome.code(), outcome.err());
        assertEquals("", outcome.out());
        assertEquals(1, outcome.err().lines().count(), outcome.err());
        assertTrue(outcome.err().contains(part), outcome.err());
        assertEquals(before, session.files());
    }
}
