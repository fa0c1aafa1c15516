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
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.h2.mvstore.MVStoreException;

/**
 * A study in a folder: {@code study.mv} with the latest state of each cell, {@code events.log} with how it came about.
 *
 * <p>An event is committed when it is in the log, forced to disk. The store follows every few events and at the end, and
 * knows up to which byte of the log it has come: opening replays what it has missed, and rebuilds a store that is missing or
 * cannot be opened. Committing the store for each event as well would make it no safer and several times slower.
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
    private final StudyMaps maps;
    private final EventLog log;
    private final Map<Integer, TrialRecord> trials = new TreeMap<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private int behind;
    private StudyInfo info;
    private boolean closed;

    private MVStoreStudyStore(StudyLock lock, StudyMaps maps, EventLog log) {
        this.lock = lock;
        this.maps = maps;
        this.log = log;
        info = maps.info().map(InfoCodec::read).orElse(null);
        maps.forEachTrial((head, body) -> keep(TrialCodec.read(head, body)));
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
            maps = maps(folder.resolve(STORE));
            StudyMaps target = maps;
            long applied = maps.applied();
            log = EventLog.open(folder.resolve(LOG), applied, (event, end) -> {
                if (end > applied) {
                    event.visit(target);
                }
            });
            maps.commit(log.end());
            return new MVStoreStudyStore(lock, maps, log);
        } catch (RuntimeException e) {
            closeAfter(e, log, maps == null ? null : maps::abandon, lock);
            throw e;
        }
    }

    @Override
    public synchronized Optional<StudyInfo> info() {
        return Optional.ofNullable(info);
    }

    @Override
    public synchronized void describe(StudyInfo newInfo) {
        record(StudyEvent.described(newInfo), true);
        info = newInfo;
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
    public synchronized void add(List<TrialRecord> queued) {
        if (queued.isEmpty()) {
            return;
        }
        Set<Integer> newNumbers = new HashSet<>(trials.keySet());
        Set<String> newIds = new HashSet<>(numbers.keySet());
        for (TrialRecord trial : queued) {
            if (!newNumbers.add(trial.number()) || !newIds.add(trial.id())) {
                throw refused("cell " + trial.number() + " (" + trial.id() + ") is recorded already");
            }
        }
        record(StudyEvent.added(queued), true);
        queued.forEach(this::keep);
    }

    @Override
    public synchronized void update(TrialRecord trial) {
        TrialRecord known = trials.get(trial.number());
        if (known == null || !known.id().equals(trial.id())) {
            throw refused("there is no cell " + trial.number() + " (" + trial.id() + ")");
        }
        if (known.state() == TrialState.COMPLETE) {
            throw refused("cell " + trial.number() + " is complete and never changes");
        }
        // A lost start of a training costs nothing: the cell is owed either way.
        record(StudyEvent.updated(trial), trial.state() != TrialState.RUNNING);
        keep(trial);
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (lock;
                log) {
            maps.commit(log.end());
            maps.close();
        }
    }

    private void record(StudyEvent event, boolean durable) {
        if (closed) {
            throw refused("the study is closed");
        }
        log.append(event, durable);
        event.visit(maps);
        if (++behind >= MOST_BEHIND) {
            maps.commit(log.end());
            behind = 0;
        }
    }

    private void keep(TrialRecord trial) {
        trials.put(trial.number(), trial);
        numbers.put(trial.id(), trial.number());
    }

    private static StudyMaps maps(Path file) {
        try {
            return StudyMaps.open(file);
        } catch (MVStoreException e) {
            StudyMaps.refuseIfHeld(e, file);
            Path aside = file.resolveSibling(STORE + ".damaged");
            LOGGER.warn(
                    "{} cannot be opened ({}); moved to {} and rebuilt from the event log",
                    file,
                    e.getMessage(),
                    aside);
            try {
                Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException io) {
                io.addSuppressed(e);
                throw new StoreException(StoreException.Code.IO, "cannot move " + file + ": " + io.getMessage(), io);
            }
            return StudyMaps.open(file);
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
