package dev.lattice.experiments.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class StudyLogTest {

    @TempDir
    Path folder;

    @Test
    void linesOfLog4jAndSlf4jGoToTheFileWhileItIsOpen() throws IOException {
        Path file = folder.resolve("study").resolve("lattice.log");
        LogManager.getLogger("before").info("before");
        try (StudyLog log = StudyLog.open(file, Level.INFO)) {
            LogManager.getLogger("a").info("from log4j");
            LogManager.getLogger("a").debug("too fine");
            LoggerFactory.getLogger("b").info("from {}", "slf4j", new IllegalStateException("cause"));
        }
        LogManager.getLogger("after").info("after");

        String text = Files.readString(file);
        assertTrue(text.contains("from log4j"), text);
        assertTrue(text.contains("from slf4j"), text);
        assertTrue(text.contains("IllegalStateException: cause"), text);
        assertFalse(text.contains("before") || text.contains("after") || text.contains("too fine"), text);
    }

    @Test
    void anExistingFileIsContinued() throws IOException {
        Path file = folder.resolve("lattice.log");
        for (int i = 0; i < 2; i++) {
            try (StudyLog log = StudyLog.open(file, Level.INFO)) {
                LogManager.getLogger("a").info("run {}", i);
            }
        }
        assertEquals(2, Files.readAllLines(file).size());
    }

    @Test
    void refusesAFileThatCannotBeWritten() throws IOException {
        Path file = Files.createFile(folder.resolve("plain")).resolve("lattice.log");
        UncheckedIOException e = assertThrows(UncheckedIOException.class, () -> StudyLog.open(file, Level.INFO));
        assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
    }
}
