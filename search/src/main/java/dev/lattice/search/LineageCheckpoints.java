package dev.lattice.search;

import dev.lattice.core.engine.Checkpoints;
import dev.lattice.core.engine.TrainingCheckpoint;
import dev.lattice.search.store.AtomicFile;
import dev.lattice.search.store.CheckpointFile;
import dev.lattice.search.store.DiskFull;
import dev.lattice.search.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * The checkpoints of one training: written at a time interval, when a stop is asked for, and removed when it ends.
 *
 * <p>A stop comes in the middle of an epoch, where there is nothing to go on from, so the state after the last epoch is kept
 * in memory; at most once a second, because the copy takes as long as a step or two.
 */
public final class LineageCheckpoints implements Checkpoints {

    private static final Logger LOGGER = LogManager.getLogger(LineageCheckpoints.class);
    private static final Duration MEMORY_INTERVAL = Duration.ofSeconds(1);

    private final Path file;
    private final String key;
    private final String engine;
    private final Duration interval;
    private TrainingCheckpoint unwritten;
    private long copied = System.nanoTime();
    private long written = System.nanoTime();
    private boolean failed;

    /**
     * Creates the checkpoints of a training.
     *
     * @param folder made when something is written
     * @param key what the training is, as {@link dev.lattice.search.schedule.TrialId#lineage} names it
     * @param engine name of the engine; another's checkpoints are not used
     * @param interval least time between two writes
     */
    public LineageCheckpoints(Path folder, String key, String engine, Duration interval) {
        this.file = folder.resolve(key + ".ckpt");
        this.key = key;
        this.engine = engine;
        this.interval = interval;
    }

    /** A damaged checkpoint costs the epochs before it, not the training. */
    @Override
    public Optional<TrainingCheckpoint> latest() {
        try {
            return CheckpointFile.read(file, key, engine);
        } catch (StoreException e) {
            LOGGER.warn("training begins again: {}", e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public void epochEnded(Supplier<TrainingCheckpoint> checkpoint) {
        long now = System.nanoTime();
        boolean due = now - written >= interval.toNanos();
        if (due || now - copied >= MEMORY_INTERVAL.toNanos()) {
            unwritten = checkpoint.get();
            copied = now;
        }
        if (due) {
            flush();
        }
    }

    /** Writes what was not written yet; a failure is logged, for the training can go on without. */
    public void flush() {
        if (unwritten == null) {
            return;
        }
        try {
            Files.createDirectories(file.getParent());
            CheckpointFile.write(file, key, engine, unwritten);
            failed = false;
        } catch (IOException e) {
            if (!failed) {
                // Of a full disk the sweep speaks itself, when a result finds no room.
                Level level = DiskFull.causes(e, file.getParent()) ? Level.INFO : Level.WARN;
                LOGGER.log(level, "no checkpoint of this training: {}", e.toString());
            }
            failed = true;
        }
        unwritten = null;
        written = System.nanoTime();
    }

    /** Removes the checkpoint of a training that ended. */
    public void remove() {
        unwritten = null;
        try {
            Files.deleteIfExists(file);
            Files.deleteIfExists(file.resolveSibling(file.getFileName() + AtomicFile.PART));
        } catch (IOException e) {
            LOGGER.warn("cannot remove the checkpoint {}: {}", file, e.toString());
        }
    }

    /** Removes the checkpoints of trainings that nothing asks for any more, once a search is done. */
    static void clear(Path folder) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            LOGGER.warn("cannot remove the checkpoints in {}: {}", folder, e.toString());
        }
    }
}
