package dev.lattice.search.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log whose force fails. */
class EventLogTest {

    private static final StudyEvent SMALL = new StudyEvent(StudyEvent.Kind.UPDATED, new byte[] {1, 2, 3});

    /** More than is reserved at a time, so that space is reserved, and forced, for each. */
    private static final StudyEvent LARGE = new StudyEvent(StudyEvent.Kind.UPDATED, new byte[3 << 20]);

    @TempDir
    Path folder;

    private boolean failing;

    @Test
    void aForceThatFailsWhileSpaceIsReservedEndsALogWithEventsThatWaitForIt() throws IOException {
        EventLog log = open();
        long position = log.append(SMALL);
        failing = true;
        assertLost(() -> log.append(LARGE));
        failing = false;
        assertLost(() -> log.force(position));
        assertLost(() -> log.append(SMALL));
        log.close();
    }

    @Test
    void whatIsReservedIsTakenBackWhereNothingWaitsForIt() throws IOException {
        EventLog log = open();
        log.force(log.append(SMALL));
        failing = true;
        StoreException full = assertThrows(StoreException.class, () -> log.append(LARGE));
        assertEquals(StoreException.Code.FULL, full.code());
        failing = false;
        log.force(log.append(LARGE));
        log.close();
        List<Integer> sizes = new ArrayList<>();
        LogFile.read(file(), event -> sizes.add(event.payload().length));
        assertEquals(List.of(SMALL.payload().length, LARGE.payload().length), sizes);
    }

    /** Never "full", which would be waited for. */
    private static void assertLost(Runnable call) {
        StoreException e = assertThrows(StoreException.class, call::run);
        assertEquals(StoreException.Code.IO, e.code());
        assertEquals(1, e.getMessage().lines().count());
    }

    private Path file() {
        return folder.resolve("events.log");
    }

    private EventLog open() throws IOException {
        EventLog.write(file(), List.of());
        FileChannel channel = FileChannel.open(file(), StandardOpenOption.READ, StandardOpenOption.WRITE);
        return new EventLog(
                file(),
                new OddChannel(channel) {
                    @Override
                    public void force(boolean metaData) throws IOException {
                        if (failing) {
                            throw new IOException("No space left on device");
                        }
                        super.force(metaData);
                    }
                },
                LogFile.HEADER);
    }
}
