package dev.lattice.search.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.trial.TrialRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MVStoreStudyStoreTest extends StudyStoreContract {

    private static final int BENCH_CELLS = Integer.getInteger("lattice.bench.cells", 300);

    @Override
    StudyStore open() {
        return MVStoreStudyStore.open(folder);
    }

    @Test
    void readersSeeWhatIsRecordedWhileAWriterHoldsIt() {
        try (StudyStore store = open()) {
            store.describe(Records.info());
            store.add(List.of(Records.queued(1), Records.queued(2)));
            store.update(Records.running(Records.queued(2)));
            assertEquals(store.view(), StudyReader.read(folder));
        }
        StoreException e = assertThrows(StoreException.class, () -> StudyReader.read(folder.resolve("other")));
        assertEquals(StoreException.Code.MISSING, e.code());
    }

    @Test
    void storeIsRebuiltFromTheLog() throws IOException {
        fill(20);
        List<TrialRecord> before = StudyReader.read(folder).trials();
        Files.delete(folder.resolve("study.mv"));
        try (StudyStore store = open()) {
            assertEquals(before, store.trials());
        }
        byte[] noise = new byte[20_000];
        Arrays.fill(noise, (byte) 7);
        Files.write(folder.resolve("study.mv"), noise);
        try (StudyStore store = open()) {
            assertEquals(before, store.trials());
        }
        assertTrue(Files.exists(folder.resolve("study.mv.damaged")));
    }

    @Test
    void unfinishedLastEventNeverHappened() throws IOException {
        fill(3);
        Path log = folder.resolve("events.log");
        byte[] whole = Files.readAllBytes(log);
        Files.write(log, Arrays.copyOf(new byte[] {0, 0, 1, 0, 90, 23, 29}, 7), StandardOpenOption.APPEND);
        assertEquals(3, StudyReader.read(folder).trials().size());
        try (StudyStore store = open()) {
            assertEquals(3, store.trials().size());
        }
        assertEquals(whole.length, Files.size(log));
    }

    @Test
    void lostOrDamagedEventsAreRefused() throws IOException {
        fill(3);
        Path log = folder.resolve("events.log");
        byte[] whole = Files.readAllBytes(log);
        Files.write(log, Arrays.copyOf(whole, whole.length - 5));
        assertCorrupt();
        byte[] flipped = whole.clone();
        flipped[whole.length / 2] ^= 1;
        Files.write(log, flipped);
        assertCorrupt();
        Files.write(log, whole);
        open().close();
    }

    @Test
    void recordsAndListsManyCells() throws IOException {
        long begin = System.nanoTime();
        fill(BENCH_CELLS);
        double seconds = (System.nanoTime() - begin) / 1e9;
        long store = Files.size(folder.resolve("study.mv"));
        long log = Files.size(folder.resolve("events.log"));
        begin = System.nanoTime();
        assertEquals(BENCH_CELLS, StudyReader.read(folder).trials().size());
        double read = (System.nanoTime() - begin) / 1e9;
        String measured = String.format(
                "%d cells: %.0f/s, store %d KB, log %d KB, read in %.2f s",
                BENCH_CELLS, BENCH_CELLS / seconds, store >> 10, log >> 10, read);
        Files.writeString(Path.of("target", "store-bench.txt"), measured + "\n");
        assertTrue(store < BENCH_CELLS * 10_000L + 200_000, measured);
        assertTrue(log < BENCH_CELLS * 6_000L, measured);
    }

    private void fill(int cells) {
        try (StudyStore store = open()) {
            store.describe(Records.info());
            List<TrialRecord> queued =
                    IntStream.rangeClosed(1, cells).mapToObj(Records::queued).toList();
            store.add(queued);
            for (TrialRecord trial : queued) {
                store.update(Records.running(trial));
                store.update(Records.complete(trial, 50));
            }
        }
    }

    private void assertCorrupt() {
        assertEquals(
                StoreException.Code.CORRUPT,
                assertThrows(StoreException.class, this::open).code());
    }
}
