package dev.lattice.search.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A small file system that runs full; only where the tests may mount one. */
@EnabledOnOs(OS.LINUX)
class DiskFullTest {

    private static final int CELLS = 60;

    @TempDir
    Path folder;

    private int refused;

    @BeforeEach
    void mount() throws Exception {
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", folder.toString()), "mount is not permitted");
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", "-l", folder.toString());
    }

    @Test
    void whatCouldNotBeRecordedIsRecordedOnceThereIsRoom() throws Exception {
        Path study = folder.resolve("study");
        refused = 0;
        try (StudyStore store = MVStoreStudyStore.open(study)) {
            store.describe(Records.info());
            fill();
            for (int number = 1; number <= CELLS; number++) {
                var queued = Records.queued(number);
                recorded(() -> store.add(List.of(queued)));
                // Long curves, so that what was reserved before does not last.
                recorded(() -> store.update(Records.complete(queued, 500)));
            }
            assertEquals(1, refused);
            assertEquals(store.view(), StudyReader.read(study));
        }
        try (StudyStore store = MVStoreStudyStore.open(study)) {
            assertEquals(CELLS, store.trials().size());
        }
        assertEquals(List.of(), StudySalvage.check(study));
    }

    @Test
    void studyThatCannotBeBegunIsRefusedInOneLine() throws IOException {
        fill();
        StoreException e = assertThrows(StoreException.class, () -> MVStoreStudyStore.open(folder.resolve("study")));
        assertEquals(1, e.getMessage().lines().count());
    }

    private void recorded(Runnable event) throws IOException {
        try {
            event.run();
        } catch (StoreException e) {
            assertEquals(StoreException.Code.FULL, e.code(), e.getMessage());
            refused++;
            Files.delete(folder.resolve("filler"));
            event.run();
        }
    }

    private void fill() throws IOException {
        Path filler = folder.resolve("filler");
        try (var out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(new byte[4096]);
            }
        } catch (IOException full) {
            return;
        }
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
