package dev.lattice.search.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.trial.TrialRecord;
import dev.lattice.core.trial.TrialState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A study's file that was cut or changed either opens with every cell, or is refused and salvaged; nothing is lost unseen. */
@Tag("slow")
class StoreFaultTest {

    private static final int FAULTS = 200;
    private static final int CELLS = 40;
    private static final long SEED = 20261121;

    @TempDir
    static Path origin;

    @TempDir
    Path folder;

    private static List<TrialRecord> cells;

    @BeforeAll
    static void record() {
        try (StudyStore store = MVStoreStudyStore.open(origin)) {
            store.describe(Records.info());
            List<TrialRecord> queued =
                    IntStream.rangeClosed(1, CELLS).mapToObj(Records::queued).toList();
            store.add(queued);
            for (TrialRecord trial : queued.subList(0, CELLS - 2)) {
                store.update(Records.running(trial));
                store.update(trial.number() % 7 == 0 ? Records.failed(trial) : Records.complete(trial, 20));
            }
            cells = store.trials();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"study.mv", "events.log"})
    void truncationsLoseNothingUnseen(String file) throws IOException {
        byte[] whole = Files.readAllBytes(origin.resolve(file));
        SplittableRandom random = new SplittableRandom(SEED);
        for (int fault = 0; fault < FAULTS; fault++) {
            int length = random.nextInt(whole.length);
            survives(file, Arrays.copyOf(whole, length), "cut to " + length + " of " + whole.length);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"study.mv", "events.log"})
    void changedBytesLoseNothingUnseen(String file) throws IOException {
        byte[] whole = Files.readAllBytes(origin.resolve(file));
        SplittableRandom random = new SplittableRandom(SEED + 1);
        for (int fault = 0; fault < FAULTS; fault++) {
            byte[] changed = whole.clone();
            int at = random.nextInt(whole.length);
            changed[at] ^= (byte) (1 + random.nextInt(255));
            survives(file, changed, "byte " + at + " of " + whole.length);
        }
    }

    /** Frame by frame: the cut that no checksum can see. */
    @Test
    void cutsBetweenTwoEventsAreSeen() throws IOException {
        byte[] whole = Files.readAllBytes(origin.resolve("events.log"));
        int cuts = 0;
        int at = LogFile.HEADER;
        while (at < whole.length) {
            survives("events.log", Arrays.copyOf(whole, at), "cut between two events at " + at);
            copy();
            Files.write(folder.resolve("events.log"), Arrays.copyOf(whole, at));
            Files.delete(folder.resolve("study.mv"));
            refused(() -> MVStoreStudyStore.open(folder).close(), "without a second copy, cut at " + at);
            refused(() -> StudyReader.read(folder), "read, cut at " + at);
            at += LogFile.FRAME_HEADER + java.nio.ByteBuffer.wrap(whole).getInt(at);
            cuts++;
        }
        assertTrue(cuts > CELLS);
    }

    @Test
    void missingFilesAreRebuiltOrRefused() throws IOException {
        copy();
        Files.delete(folder.resolve("events.log"));
        refused(() -> MVStoreStudyStore.open(folder).close(), "no log");
        refused(() -> StudyReader.read(folder), "no log");
        assertEquals(CELLS, StudySalvage.salvage(folder).cells());
        assertEquals(cells, StudyReader.read(folder).trials());
        Files.delete(folder.resolve("study.mv.damaged"));
        assertEquals(cells, reopened());
    }

    @Test
    void bothFilesDamagedGiveBackWhatOneOfThemHas() throws IOException {
        copy();
        for (String file : List.of("study.mv", "events.log")) {
            byte[] bytes = Files.readAllBytes(folder.resolve(file));
            bytes[bytes.length / 2] ^= 1;
            Files.write(folder.resolve(file), bytes);
        }
        StudySalvage.Report report = StudySalvage.salvage(folder);
        assertEquals(CELLS, report.cells());
        assertTrue(report.complete() >= complete() - 1, report.toString());
        assertEquals(
                report.complete(),
                reopened().stream()
                        .filter(t -> t.state() == TrialState.COMPLETE)
                        .count());
    }

    private void survives(String file, byte[] content, String fault) throws IOException {
        copy();
        Files.write(folder.resolve(file), content);
        String seed = fault + " (seed " + SEED + ")";
        try {
            assertEquals(cells, StudyReader.read(folder).trials(), seed);
        } catch (StoreException e) {
            assertLeadsToSalvage(e, seed);
        }
        try {
            assertEquals(cells, reopened(), seed);
        } catch (StoreException e) {
            assertLeadsToSalvage(e, seed);
            assertTrue(!StudySalvage.check(folder).isEmpty(), seed);
            StudySalvage.salvage(folder);
            assertEquals(cells, reopened(), "salvaged after " + seed);
            assertEquals(Records.info(), StudyReader.read(folder).info());
        }
        assertEquals(List.of(), StudySalvage.check(folder), seed);
    }

    private List<TrialRecord> reopened() {
        try (StudyStore store = MVStoreStudyStore.open(folder)) {
            return store.trials();
        }
    }

    private static void refused(Runnable call, String fault) {
        try {
            call.run();
        } catch (StoreException e) {
            assertLeadsToSalvage(e, fault);
            return;
        }
        throw new AssertionError("not refused: " + fault);
    }

    private static void assertLeadsToSalvage(StoreException e, String fault) {
        assertEquals(StoreException.Code.CORRUPT, e.code(), fault);
        assertTrue(e.getMessage().contains("lattice study salvage"), fault + ": " + e.getMessage());
    }

    private static long complete() {
        return cells.stream().filter(t -> t.state() == TrialState.COMPLETE).count();
    }

    private void copy() throws IOException {
        for (Path old : list(folder)) {
            Files.delete(old);
        }
        for (Path file : list(origin)) {
            Files.copy(file, folder.resolve(file.getFileName()));
        }
    }

    private static List<Path> list(Path of) throws IOException {
        try (Stream<Path> files = Files.list(of)) {
            return files.collect(Collectors.toList());
        }
    }
}
