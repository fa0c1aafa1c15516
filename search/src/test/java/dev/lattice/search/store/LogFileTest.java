package dev.lattice.search.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading a log that becomes shorter meanwhile. */
class LogFileTest {

    private static final int RESERVED = 1 << 20;

    @TempDir
    Path folder;

    private Path file;
    private long end;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("events.log");
        StudyEvent event = StudyEvent.updated(Records.complete(Records.queued(1), 3));
        end = EventLog.write(file, List.of(event, event, event));
    }

    @Test
    void aWriterThatEndsCutsOffWhatItReservedUnderAReader() throws IOException {
        assertEquals(3, read(end));
        // A frame that was being written is none.
        assertEquals(3, read(end + LogFile.FRAME_HEADER - 1));
    }

    @Test
    void eventsThatWereRecordedAreMissedAllTheSame() {
        for (long shorter : List.of(end - 1, end / 2)) {
            StoreException e = assertThrows(StoreException.class, () -> read(shorter));
            assertEquals(StoreException.Code.CORRUPT, e.code());
        }
    }

    /** Returns the number of events that are read of a log which is cut once the reader has seen how long it is. */
    private int read(long length) throws IOException {
        byte[] whole = Files.readAllBytes(file);
        Path log = Files.write(folder.resolve("shorter.log"), whole);
        try (FileChannel channel = FileChannel.open(log, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            channel.truncate(length);
            List<StudyEvent> events = new ArrayList<>();
            LogFile.scan(
                    log,
                    new OddChannel(channel) {
                        @Override
                        public long size() {
                            return end + RESERVED;
                        }
                    },
                    events::add);
            return events.size();
        }
    }
}
