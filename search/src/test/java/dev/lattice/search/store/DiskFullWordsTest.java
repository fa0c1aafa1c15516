package dev.lattice.search.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a full disk is known by, whatever language it is told in. */
class DiskFullWordsTest {

    private static final String GERMAN = "Auf dem Gerät ist kein Speicherplatz mehr verfügbar";
    private static final LongSupplier ROOM = () -> Long.MAX_VALUE;
    private static final LongSupplier NO_ROOM = () -> 4096;

    @TempDir
    Path folder;

    @Test
    void itIsKnownInTheLanguageOfTheMachine() {
        Throwable full = new UncheckedIOException(new FileSystemException("models/3", null, GERMAN));
        Optional<String> own = Optional.of(GERMAN.toLowerCase(Locale.ROOT));
        assertTrue(DiskFull.causes(full, own, ROOM));
        assertFalse(DiskFull.causes(new IOException("Eingabe-/Ausgabefehler"), own, NO_ROOM));
        assertTrue(DiskFull.causes(new IOException("No space left on device"), own, ROOM));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theLanguageIsLearnedFromTheDeviceThatIsAlwaysFull() {
        Path device = Path.of("/dev/full");
        IOException full = assertThrows(IOException.class, () -> Files.write(device, new byte[1]));
        assertEquals(
                Optional.of(full.getMessage()).map(words -> words.toLowerCase(Locale.ROOT)), DiskFull.said(device));
        assertEquals(Optional.empty(), DiskFull.said(folder.resolve("nothing")));
        assertFalse(Files.exists(folder.resolve("nothing")));
    }

    @Test
    void whereNothingCanBeLearnedALackOfRoomTells() {
        Throwable full = new IOException(GERMAN);
        assertTrue(DiskFull.causes(full, Optional.empty(), NO_ROOM));
        assertFalse(DiskFull.causes(full, Optional.empty(), ROOM));
        assertFalse(DiskFull.causes(new IllegalStateException(GERMAN), Optional.empty(), NO_ROOM));
    }

    @Test
    void whoKnowsBetterIsBelieved() {
        Throwable broken = new StoreException(StoreException.Code.IO, "cannot force", new IOException("no space left"));
        assertFalse(DiskFull.causes(broken, Optional.empty(), NO_ROOM));
    }
}
