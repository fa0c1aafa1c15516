package dev.lattice.search.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Studies that releases wrote must open for ever. Files are added here with each format, and none is ever replaced. */
class KeptStudyTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = "0.1.0")
    void studiesOfEveryReleaseOpen(String release) throws IOException {
        open(release);
        var expected =
                List.of(Records.complete(Records.queued(1), 3), Records.failed(Records.queued(2)), Records.queued(3));
        assertEquals(expected, StudyReader.read(folder).trials());
        assertEquals(List.of(), StudySalvage.check(folder));
        try (StudyStore store = MVStoreStudyStore.open(folder)) {
            assertEquals(expected, store.trials());
            assertEquals(Records.info(), store.info().orElseThrow());
        }
    }

    /** Format 2 of records says what a number is of, and who has seen the test images; format 3 which command makes the study. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void studiesOfLaterFormatsOpen(int format) throws IOException {
        open("0.1.0-records-" + format);
        var expected = List.of(Records.measured(), Records.failed(Records.queued(2)), Records.queued(3));
        assertEquals(expected, StudyReader.read(folder).trials());
        assertEquals(List.of(), StudySalvage.check(folder));
        assertEquals(
                Records.tested().withCommand(format < 3 ? "" : Records.COMMAND),
                StudyReader.read(folder).info());
    }

    private void open(String kept) throws IOException {
        for (String name : List.of("events.log", "study.mv")) {
            try (InputStream in = getClass().getResourceAsStream("/studies/" + kept + "/" + name)) {
                Files.copy(in, folder.resolve(name));
            }
        }
    }

    @Test
    void logsOfTheFirstFormatAreReadAndRewritten() throws IOException {
        try (StudyStore store = MVStoreStudyStore.open(folder)) {
            store.describe(Records.info());
            store.add(List.of(Records.queued(1)));
            store.update(Records.complete(Records.queued(1), 3));
        }
        Path log = folder.resolve("events.log");
        byte[] now = Files.readAllBytes(log);
        byte[] first = new byte[now.length - LogFile.HEADER + 8];
        System.arraycopy("LATTLOG\1".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, first, 0, 8);
        System.arraycopy(now, LogFile.HEADER, first, 8, first.length - 8);
        Files.write(log, first);
        Files.delete(folder.resolve("study.mv"));
        var expected = List.of(Records.complete(Records.queued(1), 3));
        assertEquals(expected, StudyReader.read(folder).trials());
        try (StudyStore store = MVStoreStudyStore.open(folder)) {
            assertEquals(expected, store.trials());
        }
        assertEquals(now.length, Files.size(log));
        assertEquals(expected, StudyReader.read(folder).trials());
    }
}
