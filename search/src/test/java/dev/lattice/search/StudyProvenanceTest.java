package dev.lattice.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.trial.Provenance;
import dev.lattice.search.space.SearchSpec;
import dev.lattice.search.store.StudyReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyProvenanceTest {

    private static final Provenance FIRST = by("aaaa", 1);
    private static final Provenance SECOND = by("bbbb", 2);

    @TempDir
    Path folder;

    @Test
    void whoFindsNothingToTrainLeavesTheProvenance() throws IOException {
        sweep(FIRST, 2);
        sweep(SECOND, 2);
        assertEquals(FIRST, recorded());
        assertTrue(Files.readString(folder.resolve("study/experiment.json")).contains("\"aaaa\""));
    }

    @Test
    void whoTrainsFurtherCellsIsNamedAfterWhoTrainedTheFirst() {
        sweep(FIRST, 2);
        sweep(SECOND, 2, 3);
        sweep(SECOND, 2, 3, 4);
        assertEquals("aaaa, then bbbb", recorded().commit());
        assertEquals("17", recorded().java(), "what did not change is said once");
        assertEquals(FIRST.created(), recorded().created());
        sweep(FIRST, 5);
        assertEquals("aaaa, then bbbb, then aaaa", recorded().commit());
    }

    @Test
    void whoBeginsAgainBeforeAnythingWasTrainedIsTheFirst() {
        SearchSpec search = search(2);
        Study.open(folder.resolve("study"), search.info("study", FIRST)).close();
        sweep(SECOND, 2);
        assertEquals(SECOND, recorded());
    }

    @Test
    void whoNamesNoCommandLeavesTheOneThatIsThere() {
        assertEquals("", commandAfter(""));
        assertEquals("lattice sweep a", commandAfter("lattice sweep a"));
        assertEquals("lattice sweep a", commandAfter(""));
        assertEquals("lattice sweep b", commandAfter("lattice sweep b"));
    }

    private String commandAfter(String command) {
        Path study = folder.resolve("study");
        Study.open(study, search(2).info("study", FIRST).withCommand(command)).close();
        return StudyReader.read(study).info().command();
    }

    private Provenance recorded() {
        return StudyReader.read(folder.resolve("study")).info().provenance();
    }

    private void sweep(Provenance provenance, Integer... latent) {
        SearchSpec search = search(latent);
        try (Study study = Study.open(folder.resolve("study"), search.info("study", provenance))) {
            new SweepRunner(d -> FakeEngine.data(), s -> new FakeEngine(), ModelKeeper.NONE)
                    .run(study, search, SweepOptions.defaults(), SweepListener.NONE, new StopSignal());
        }
    }

    private static SearchSpec search(Integer... latent) {
        return SearchSpec.of(
                Map.of("space", Map.of("model.latent", List.of(latent), "training.epochs", List.of(1))),
                SweepTests.base());
    }

    private static Provenance by(String commit, int day) {
        return new Provenance("0.1.0", commit, "17", "here", "nothing", "feed", Instant.ofEpochSecond(86_400L * day));
    }
}
