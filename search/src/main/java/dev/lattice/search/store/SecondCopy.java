package dev.lattice.search.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Consumer;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * {@code study.mv}: what the event log says last of each cell, a second time. It follows every few events and is never believed over
 * the log; where it cannot be written, it is given up and written anew when the study is closed, or else when it is opened again.
 * Not for several threads.
 */
final class SecondCopy implements AutoCloseable {

    /** Events that it may lack: a few megabytes to replay after a crash. */
    private static final int MOST_BEHIND = 250;

    private static final Logger LOGGER = LogManager.getLogger(SecondCopy.class);

    private final Path file;
    private final Path log;
    private StudyMaps maps;
    private int behind;

    private SecondCopy(Path file, Path log, StudyMaps maps) {
        this.file = file;
        this.log = log;
        this.maps = maps;
    }

    /**
     * Opens the copy in a study's folder, and writes it anew unless it says exactly what the log says.
     *
     * @throws StoreException with {@code CORRUPT} if it knows of a complete cell that the log does not, {@code HELD} if it is open
     *     elsewhere, {@code IO} if it cannot be written
     */
    static SecondCopy open(Path folder, Latest said) {
        Path file = folder.resolve(MVStoreStudyStore.STORE);
        Path log = folder.resolve(MVStoreStudyStore.LOG);
        return new SecondCopy(file, log, followed(file, log, said));
    }

    /** Takes an event that the log has; {@code atOnce} for one whose loss would cost more than a cell. */
    void follow(StudyEvent event, boolean atOnce) {
        change(event::visit);
        behind += atOnce ? MOST_BEHIND : 1;
        if (behind >= MOST_BEHIND) {
            change(StudyMaps::commit);
            behind = 0;
        }
    }

    @Override
    public void close() {
        change(StudyMaps::commit);
        change(StudyMaps::close);
        if (maps == null) {
            Latest said = new Latest();
            try {
                LogFile.read(log, event -> event.visit(said));
                rebuilt(file, said).close();
            } catch (RuntimeException e) {
                LOGGER.info("{} is left for the next sweep to write", file, e);
            }
        }
    }

    /** Closes it without writing anything. */
    void abandon() {
        if (maps != null) {
            maps.abandon();
            maps = null;
        }
    }

    private void change(Consumer<StudyMaps> change) {
        if (maps == null) {
            return;
        }
        try {
            change.accept(maps);
        } catch (RuntimeException | OutOfMemoryError e) {
            // Of a full disk the sweep speaks itself.
            Level level = DiskFull.causes(e, log) ? Level.INFO : Level.WARN;
            LOGGER.log(level, "{} cannot be written; it is written anew when the sweep ends", file, e);
            abandon();
        }
    }

    private static StudyMaps followed(Path file, Path log, Latest said) {
        StudyMaps maps = null;
        try {
            maps = StudyMaps.open(file);
            Latest have = maps.read();
            requireKnown(have, said, log);
            if (have.says(said)) {
                return maps;
            }
            maps.abandon();
        } catch (StoreException e) {
            maps.abandon();
            throw e;
        } catch (RuntimeException e) {
            if (maps != null) {
                maps.abandon();
            }
            StudyMaps.refuseIfHeld(e, file);
            moveAside(file, e);
        }
        return rebuilt(file, said);
    }

    private static void requireKnown(Latest have, Latest said, Path log) {
        for (int number : have.bodies().keySet()) {
            if (have.complete(number) && !said.complete(number)) {
                throw LogFile.damaged(
                        log, 0, "cell " + number + " is complete in " + MVStoreStudyStore.STORE + " and not here");
            }
        }
    }

    // A new file, not a mended one: MVStore does not always find what it wrote behind a damaged chunk.
    private static StudyMaps rebuilt(Path file, Latest said) {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.deleteIfExists(fresh);
            StudyMaps.write(fresh, said);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return StudyMaps.open(file);
        } catch (IOException | RuntimeException e) {
            String why = e.getMessage() == null
                    ? ""
                    : e.getMessage().lines().findFirst().orElse("");
            throw new StoreException(StoreException.Code.IO, "cannot write " + file + ": " + why, e);
        }
    }

    private static void moveAside(Path file, RuntimeException cause) {
        Path aside = file.resolveSibling(file.getFileName() + ".damaged");
        LOGGER.warn(
                "{} cannot be read ({}); moved to {} and rebuilt from the event log", file, cause.getMessage(), aside);
        try {
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            e.addSuppressed(cause);
            throw new StoreException(StoreException.Code.IO, "cannot move " + file + ": " + e.getMessage(), e);
        }
    }
}
