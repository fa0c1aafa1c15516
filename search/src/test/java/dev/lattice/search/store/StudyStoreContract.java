package dev.lattice.search.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.trial.TrialRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every store must do; subclassed by the test of each. */
abstract class StudyStoreContract {

    @TempDir
    Path folder;

    /** Opens the store in {@link #folder}. */
    abstract StudyStore open();

    @Test
    void newStoreIsEmpty() {
        try (StudyStore store = open()) {
            assertTrue(store.info().isEmpty());
            assertTrue(store.trials().isEmpty());
            assertEquals(
                    StoreException.Code.MISSING,
                    assertThrows(StoreException.class, store::view).code());
        }
    }

    @Test
    void everythingIsThereAfterOpeningAgain() {
        TrialRecord first = Records.complete(Records.queued(1), 5);
        TrialRecord second = Records.failed(Records.queued(2));
        try (StudyStore store = open()) {
            store.describe(Records.info());
            store.add(List.of(Records.queued(1), Records.queued(2), Records.queued(3)));
            store.update(Records.running(Records.queued(1)));
            store.update(first);
            store.update(second);
        }
        try (StudyStore store = open()) {
            assertEquals(Optional.of(Records.info()), store.info());
            assertEquals(List.of(first, second, Records.queued(3)), store.trials());
            assertEquals(Optional.of(second), store.find(second.id()));
            store.add(List.of(Records.queued(4)));
        }
        try (StudyStore store = open()) {
            assertEquals(4, store.trials().size());
        }
    }

    @Test
    void completeCellNeverChanges() {
        try (StudyStore store = open()) {
            store.add(List.of(Records.queued(1)));
            store.update(Records.complete(Records.queued(1), 1));
            assertRefused(() -> store.update(Records.running(Records.queued(1))));
            assertRefused(() -> store.update(Records.complete(Records.queued(1), 2)));
            assertEquals(1, store.trials().get(0).curve().size());
        }
    }

    @Test
    void numbersAndIdsAreTakenOnce() {
        try (StudyStore store = open()) {
            store.add(List.of(Records.queued(1)));
            assertRefused(() -> store.add(List.of(Records.queued(2), Records.queued(1))));
            assertRefused(() -> store.add(List.of(Records.queued(2), Records.queued(2))));
            assertRefused(() -> store.update(Records.running(Records.queued(2))));
            assertEquals(1, store.trials().size());
        }
    }

    @Test
    void secondWriterIsRefusedAndToldWhoHoldsIt() {
        try (StudyStore store = open()) {
            store.describe(Records.info());
            StoreException e = assertThrows(StoreException.class, this::open);
            assertEquals(StoreException.Code.HELD, e.code());
            assertTrue(
                    e.getMessage().contains("process " + ProcessHandle.current().pid()), e.getMessage());
        }
        open().close();
    }

    static void assertRefused(Runnable call) {
        assertEquals(
                StoreException.Code.REFUSED,
                assertThrows(StoreException.class, call::run).code());
    }
}
