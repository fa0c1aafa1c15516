package dev.lattice.search.store;

import dev.lattice.core.trial.StudyInfo;
import dev.lattice.core.trial.TrialRecord;
import dev.lattice.core.trial.TrialState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * A study in a folder: {@code events.log} with everything that happened, {@code study.mv} with the latest state of each cell.
 *
 * <p>An event is committed when it is in the log, forced to disk; events of several threads share a force. The store follows
 * every few events and at the end. It is a second copy: opening holds it against the log, writes it anew where it lags or
 * is damaged, and refuses the study if it knows of a complete cell that the log lost. Committing the store for each event as
 * well would make it no safer and several times slower.
 */
public final class MVStoreStudyStore implements StudyStore {

    /** File name of the store. */
    public static final String STORE = "study.mv";

    /** File name of the event log. */
    public static final String LOG = "events.log";

    /** File name of the lock, which says who holds it. */
    public static final String LOCK = "study.lock";

    /** Events that the store may lack: a few megabytes to replay after a crash. */
    private static final int MOST_BEHIND = 250;

    private static final Logger LOGGER = LogManager.getLogger(MVStoreStudyStore.class);

    private final StudyLock lock;
    private final EventLog log;
    private final Map<Integer, TrialRecord> trials = new TreeMap<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private int behind;
    private StudyMaps maps;
    private StudyInfo info;
    private boolean closed;

    private MVStoreStudyStore(StudyLock lock, StudyMaps maps, EventLog log, Latest latest) {
        this.lock = lock;
        this.maps = maps;
        this.log = log;
        info = latest.info() == null ? null : InfoCodec.read(latest.info());
        latest.trials().forEach(this::keep);
    }

    /**
     * Opens the study in a folder, or begins one there.
     *
     * @throws StoreException with {@code HELD} if it is open elsewhere, {@code CORRUPT} if the log is damaged, {@code NEWER}
     *     if a later release wrote it, {@code IO} if the folder cannot be written
     */
    public static MVStoreStudyStore open(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new StoreException(StoreException.Code.IO, "cannot create " + folder + ": " + e.getMessage(), e);
        }
        StudyLock lock = StudyLock.acquire(folder.resolve(LOCK));
        StudyMaps maps = null;
        EventLog log = null;
        try {
            Path store = folder.resolve(STORE);
            if (Files.exists(store) && !Files.exists(folder.resolve(LOG))) {
                throw LogFile.damaged(folder.resolve(LOG), 0, "it is missing");
            }
            Latest latest = new Latest();
            log = EventLog.open(folder.resolve(LOG), event -> event.visit(latest));
            maps = followed(store, latest, folder.resolve(LOG));
            return new MVStoreStudyStore(lock, maps, log, latest);
        } catch (RuntimeException e) {
            closeAfter(e, log, maps == null ? null : maps::abandon, lock);
            throw e;
        }
    }

    /**
     * Runs an action while nobody else can open the study.
     *
     * @throws StoreException with {@code HELD} if it is open
     */
    public static void whileUnheld(Path folder, Runnable action) {
        try (StudyLock held = StudyLock.acquire(folder.resolve(LOCK))) {
            action.run();
        }
    }

    @Override
    public synchronized Optional<StudyInfo> info() {
        return Optional.ofNullable(info);
    }

    @Override
    public void describe(StudyInfo newInfo) {
        long position;
        synchronized (this) {
            position = record(StudyEvent.described(newInfo), MOST_BEHIND);
            info = newInfo;
        }
        log.force(position);
    }

    @Override
    public synchronized List<TrialRecord> trials() {
        return List.copyOf(trials.values());
    }

    @Override
    public synchronized Optional<TrialRecord> find(String id) {
        return Optional.ofNullable(numbers.get(id)).map(trials::get);
    }

    @Override
    public void add(List<TrialRecord> queued) {
        if (queued.isEmpty()) {
            return;
        }
        long position;
        synchronized (this) {
            requireNew(queued);
            // At once to the second copy: the only event whose loss would cost every cell.
            position = record(StudyEvent.added(queued), MOST_BEHIND);
            queued.forEach(this::keep);
        }
        log.force(position);
    }

    private void requireNew(List<TrialRecord> queued) {
        Set<Integer> newNumbers = new HashSet<>(trials.keySet());
        Set<String> newIds = new HashSet<>(numbers.keySet());
        for (TrialRecord trial : queued) {
            if (!newNumbers.add(trial.number()) || !newIds.add(trial.id())) {
                throw refused("cell " + trial.number() + " (" + trial.id() + ") is recorded already");
            }
        }
    }

    @Override
    public void update(TrialRecord trial) {
        long position;
        synchronized (this) {
            requireOpen(trial);
            position = record(StudyEvent.updated(trial), 1);
            keep(trial);
        }
        // A lost start of a training costs nothing: the cell is owed either way.
        if (trial.state() != TrialState.RUNNING) {
            log.force(position);
        }
    }

    private void requireOpen(TrialRecord trial) {
        TrialRecord known = trials.get(trial.number());
        if (known == null || !known.id().equals(trial.id())) {
            throw refused("there is no cell " + trial.number() + " (" + trial.id() + ")");
        }
        if (known.state() == TrialState.COMPLETE) {
            throw refused("cell " + trial.number() + " is complete and never changes");
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (lock;
                log) {
            mirror(StudyMaps::commit);
            mirror(StudyMaps::close);
        }
    }

    private long record(StudyEvent event, int weight) {
        if (closed) {
            throw refused("the study is closed");
        }
        long position = log.append(event);
        mirror(event::visit);
        behind += weight;
        if (behind >= MOST_BEHIND) {
            mirror(StudyMaps::commit);
            behind = 0;
        }
        return position;
    }

    /** The log has it: a second copy that cannot be written, as on a full disk, is written anew when the study is opened again. */
    private void mirror(Consumer<StudyMaps> change) {
        if (maps == null) {
            return;
        }
        try {
            change.accept(maps);
        } catch (RuntimeException e) {
            LOGGER.warn("{} cannot be written; the next sweep writes it anew", STORE, e);
            maps.abandon();
            maps = null;
        }
    }

    private void keep(TrialRecord trial) {
        trials.put(trial.number(), trial);
        numbers.put(trial.id(), trial.number());
    }

    /** Returns the second copy, written anew unless it says exactly what the log says. */
    private static StudyMaps followed(Path file, Latest log, Path logFile) {
        StudyMaps maps = null;
        try {
            maps = StudyMaps.open(file);
            Latest have = maps.read();
            requireKnown(have, log, logFile);
            if (have.says(log)) {
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
        return rebuilt(file, log);
    }

    private static void requireKnown(Latest have, Latest log, Path logFile) {
        for (int number : have.bodies().keySet()) {
            if (have.complete(number) && !log.complete(number)) {
                throw LogFile.damaged(logFile, 0, "cell " + number + " is complete in " + STORE + " and not here");
            }
        }
    }

    // A new file, not a mended one: MVStore does not always find what it wrote behind a damaged chunk.
    private static StudyMaps rebuilt(Path file, Latest log) {
        Path fresh = file.resolveSibling(STORE + ".new");
        try {
            Files.deleteIfExists(fresh);
            StudyMaps.write(fresh, log);
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
        Path aside = file.resolveSibling(STORE + ".damaged");
        LOGGER.warn(
                "{} cannot be read ({}); moved to {} and rebuilt from the event log", file, cause.getMessage(), aside);
        try {
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            e.addSuppressed(cause);
            throw new StoreException(StoreException.Code.IO, "cannot move " + file + ": " + e.getMessage(), e);
        }
    }

    private static void closeAfter(RuntimeException cause, AutoCloseable... resources) {
        for (AutoCloseable resource : resources) {
            if (resource != null) {
                try {
                    resource.close();
                } catch (Exception e) {
                    cause.addSuppressed(e);
                }
            }
        }
    }

    private static StoreException refused(String why) {
        return new StoreException(StoreException.Code.REFUSED, why);
    }
}
