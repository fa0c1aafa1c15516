package dev.lattice.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lattice.core.modelfile.ModelFolder;
import dev.lattice.core.trial.EpochRecord;
import dev.lattice.core.trial.TrialRecord;
import dev.lattice.core.trial.TrialState;
import dev.lattice.search.Study;
import dev.lattice.search.store.StudyReader;
import dev.lattice.search.store.StudySalvage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sweep whose disk runs full waits for room, and loses nothing; only where the tests may mount a small file system. */
@Tag("slow")
@EnabledOnOs(OS.LINUX)
class DiskFullSweepTest {

    /** Curves of some 150 epochs in each of as many cells: more than the log reserves at a time. */
    private static final List<Integer> EPOCHS =
            IntStream.rangeClosed(60, 150).boxed().toList();

    private static final int CELLS = 2 * EPOCHS.size();

    @TempDir
    static Path data;

    @TempDir
    Path disk;

    @TempDir
    Path elsewhere;

    @BeforeAll
    static void digits() throws IOException {
        SmallDigits.write(data, 120, 20);
    }

    @BeforeEach
    void mount() throws Exception {
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", disk.toString()), "mount is not permitted");
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", "-l", disk.toString());
    }

    /** Without models the log fills the disk; with them, one of these does so first. */
    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void sweepGoesOnOnceThereIsRoom(int models) throws Exception {
        try (ChildProcess sweep = ChildProcess.start(elsewhere, sweep(disk, models))) {
            waits(sweep);
            assertTrue(sweep.runs(2500), sweep.err());
            int recorded = StudyReader.completions(disk.resolve("one")).size();
            assertTrue(recorded < CELLS, recorded + " cells");
            Files.delete(disk.resolve("filler"));
            assertEquals(0, sweep.exit(), sweep.err());
            // Once, or again if something of the sweep's own made a little room meanwhile; nothing else is said.
            long full = lines(sweep, "the disk is full");
            assertEquals(full, lines(sweep, "there is room on the disk again"), sweep.err());
            assertEquals(2 * full, lines(sweep, "warn: "), sweep.err());
            assertEquals(0, lines(sweep, "Exception"), sweep.err());
        }
        assertNothingLost(models);
    }

    @Test
    void sweepThatIsStoppedOnAFullDiskGoesOnLater() throws Exception {
        try (ChildProcess sweep = ChildProcess.start(elsewhere, sweep(disk, 3))) {
            waits(sweep);
            sweep.signal("INT");
            assertEquals(130, sweep.exit(), sweep.err());
            String last = sweep.err().lines().reduce((a, b) -> b).orElseThrow();
            assertTrue(last.contains("; to go on: lattice sweep demo"), last);
        }
        // The second copy could not follow, which is no loss.
        assertTrue(
                StudySalvage.check(disk.resolve("one")).stream().allMatch(l -> l.contains("the next sweep adds them")));
        int before = StudyReader.completions(disk.resolve("one")).size();
        Files.delete(disk.resolve("filler"));
        try (ChildProcess sweep = ChildProcess.start(elsewhere, sweep(disk, 3))) {
            assertEquals(0, sweep.exit(), sweep.err());
            assertTrue(sweep.err().contains(", " + before + " of them complete from before"), sweep.err());
        }
        assertNothingLost(0);
    }

    /** Fills the disk under a sweep and waits until it says so. */
    private void waits(ChildProcess sweep) throws Exception {
        assertTrue(sweep.awaitErr(" to run"), sweep.err());
        fill();
        assertTrue(sweep.awaitErr("the disk is full"), sweep.err());
        assertTrue(sweep.err().contains("the sweep waits for room and then goes on; Ctrl-C stops it"), sweep.err());
    }

    private void assertNothingLost(int models) throws Exception {
        Path study = disk.resolve("one");
        assertEquals(List.of(), StudySalvage.check(study));
        assertEquals(Set.of(1), Set.copyOf(StudyReader.completions(study).values()));
        try (ChildProcess sweep = ChildProcess.start(elsewhere, sweep(elsewhere, 0))) {
            assertEquals(0, sweep.exit(), sweep.err());
        }
        assertEquals(results(elsewhere.resolve("one")), results(study));
        List<TrialRecord> best = StudyReader.read(study).trials().stream()
                .sorted(java.util.Comparator.comparingDouble(
                        t -> t.metric("negativeElbo").orElseThrow().value()))
                .limit(models)
                .toList();
        for (TrialRecord trial : best) {
            assertEquals(
                    trial.metrics(),
                    ModelFolder.read(Study.model(study, trial.number())).metrics());
        }
    }

    /** Everything about the cells of a study but times. */
    private static List<List<Object>> results(Path study) {
        List<TrialRecord> trials = StudyReader.read(study).trials();
        assertEquals(CELLS, trials.size());
        return trials.stream()
                .map(t -> List.<Object>of(
                        t.id(),
                        TrialState.COMPLETE,
                        t.metrics(),
                        t.curve().stream().map(DiskFullSweepTest::numbers).toList()))
                .toList();
    }

    private static List<Object> numbers(EpochRecord epoch) {
        return List.of(epoch.epoch(), epoch.train(), epoch.validation());
    }

    private static long lines(ChildProcess sweep, String text) throws IOException {
        return sweep.err().lines().filter(l -> l.contains(text)).count();
    }

    private void fill() throws IOException {
        try (var out = Files.newOutputStream(disk.resolve("filler"))) {
            while (true) {
                out.write(new byte[4096]);
            }
        } catch (IOException full) {
            return;
        }
    }

    private static List<String> sweep(Path out, int models) {
        List<String> words = new ArrayList<>(List.of("sweep", "demo", "--study=one", "--out=" + out));
        words.addAll(List.of("--workers=2", "--seed=3", "--checkpoint-every=0s", "--keep-models=" + models));
        words.add("--set=dataset={name: idx, path: " + data + ", validation: 20}");
        words.add("--set=model.hidden=[8]");
        words.add("--set=search={space: {training.epochs: " + EPOCHS + ", model.latent: [2, 5]}}");
        return words;
    }

    private static boolean run(String... command) throws Exception {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
