package dev.lattice.search.store;

import dev.lattice.core.trial.StudyInfo;
import dev.lattice.core.trial.TrialRecord;
import dev.lattice.core.trial.TrialState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

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

    private final StudyLock lock;
    private final EventLog log;
    private final Map<Integer, TrialRecord> trials = new TreeMap<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final SecondCopy copy;
    private StudyInfo info;
    private boolean closed;

    private MVStoreStudyStore(StudyLock lock, SecondCopy copy, EventLog log, Latest latest) {
        this.lock = lock;
        this.copy = copy;
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
        SecondCopy copy = null;
        EventLog log = null;
        try {
            Path store = folder.resolve(STORE);
            if (Files.exists(store) && !Files.exists(folder.resolve(LOG))) {
                throw LogFile.damaged(folder.resolve(LOG), 0, "it is missing");
            }
            Latest latest = new Latest();
            log = EventLog.open(folder.resolve(LOG), event -> event.visit(latest));
            copy = SecondCopy.open(folder, latest);
            return new MVStoreStudyStore(lock, copy, log, latest);
        } catch (RuntimeException e) {
            closeAfter(e, log, copy == null ? null : copy::abandon, lock);
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
            position = record(StudyEvent.described(newInfo), true, () -> info = newInfo);
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
            position = record(StudyEvent.added(queued), true, () -> queued.forEach(this::keep));
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
            position = record(StudyEvent.updated(trial), false, () -> keep(trial));
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
            copy.close();
        }
    }

    private long record(StudyEvent event, boolean atOnce, Runnable known) {
        if (closed) {
            throw refused("the study is closed");
        }
        long position = log.append(event);
        // Whatever becomes of the second copy: what the log has must be known, or it would be done and recorded again.
        known.run();
        copy.follow(event, atOnce);
        return position;
    }

    private void keep(TrialRecord trial) {
        trials.put(trial.number(), trial);
        numbers.put(trial.id(), trial.number());
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
