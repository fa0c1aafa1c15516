package dev.lattice.search.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks the files of a study, and gets back what is whole of a damaged one. */
public final class StudySalvage {

    private static final String DAMAGED = ".damaged";

    private StudySalvage() {}

    /**
     * What was got back.
     *
     * @param cells with their experiments
     * @param complete those of them with a result
     * @param fromStore of the complete, those that only {@code study.mv} still had
     * @param nameless numbers of cells of which a state was found and no experiment
     * @param lostBytes of the log that belong to no whole event
     */
    public record Report(int cells, int complete, int fromStore, List<Integer> nameless, long lostBytes) {}

    /**
     * Returns what is wrong with a study's files, one line each; nothing is changed.
     *
     * @throws StoreException with {@code MISSING} if there is no study in the folder
     */
    public static List<String> check(Path folder) {
        List<String> findings = new ArrayList<>();
        Latest log = new Latest();
        boolean sound = false;
        try {
            StudyReader.read(folder);
            LogFile.read(folder.resolve(MVStoreStudyStore.LOG), event -> event.visit(log));
            StudyReader.completions(folder).forEach((number, times) -> {
                if (times > 1) {
                    findings.add("cell " + number + " was completed " + times + " times; the last result counts");
                }
            });
            sound = true;
        } catch (StoreException e) {
            if (e.code() == StoreException.Code.MISSING) {
                throw e;
            }
            findings.add(e.getMessage());
        }
        Path store = folder.resolve(MVStoreStudyStore.STORE);
        try (StudyLock lock = StudyLock.acquire(folder.resolve(MVStoreStudyStore.LOCK))) {
            Optional<Latest> have = store(store);
            if (have.isEmpty()) {
                findings.add(store + " cannot be read; the next sweep rebuilds it from the event log");
            } else if (sound) {
                long lacking = log.bodies().keySet().stream()
                        .filter(number -> log.complete(number) && !have.get().complete(number))
                        .count();
                if (lacking > 0) {
                    findings.add(store + " lacks " + lacking + " complete cells; the next sweep adds them");
                }
            }
        } catch (StoreException e) {
            // A study that is being swept has its lock taken, and its second copy lags by design.
            if (e.code() != StoreException.Code.HELD) {
                throw e;
            }
        }
        return findings;
    }

    /**
     * Writes the study anew from all that is whole in its event log and in {@code study.mv}; the old files stay beside it
     * with the suffix {@code .damaged}.
     *
     * @throws StoreException with {@code HELD} if it is being swept, {@code MISSING} if nothing is left of it
     */
    public static Report salvage(Path folder) {
        Path log = folder.resolve(MVStoreStudyStore.LOG);
        Path store = folder.resolve(MVStoreStudyStore.STORE);
        if (!Files.exists(log) && !Files.exists(store)) {
            throw new StoreException(StoreException.Code.MISSING, "there is no study in " + folder);
        }
        try (StudyLock lock = StudyLock.acquire(folder.resolve(MVStoreStudyStore.LOCK))) {
            Latest found = new Latest();
            long lostBytes = 0;
            if (Files.exists(log)) {
                lostBytes = LogFile.readDamaged(Files.readAllBytes(log), event -> visit(event, found))
                        .lostBytes();
            }
            int fromStore = store(store).map(have -> merge(found, have)).orElse(0);
            List<StudyEvent> events = new ArrayList<>();
            if (found.info() != null) {
                events.add(new StudyEvent(StudyEvent.Kind.DESCRIBED, found.info()));
            }
            List<Integer> nameless = new ArrayList<>(found.bodies().keySet());
            nameless.removeAll(found.heads().keySet());
            found.bodies().keySet().removeAll(nameless);
            found.heads().keySet().retainAll(found.bodies().keySet());
            if (!found.heads().isEmpty()) {
                events.add(StudyEvent.added(found.heads(), found.bodies()));
            }
            // First the copies, then the new log in one step: killed anywhere, nothing is lost.
            for (Path file : List.of(log, store)) {
                if (Files.exists(file)) {
                    Path aside = file.resolveSibling(file.getFileName() + DAMAGED);
                    Files.copy(file, aside, StandardCopyOption.REPLACE_EXISTING);
                }
            }
            EventLog.write(log, events);
            Files.deleteIfExists(store);
            int complete = (int)
                    found.bodies().keySet().stream().filter(found::complete).count();
            return new Report(found.heads().size(), complete, fromStore, nameless, lostBytes);
        } catch (IOException e) {
            throw new StoreException(
                    StoreException.Code.IO, "cannot salvage the study in " + folder + ": " + e.getMessage(), e);
        }
    }

    private static void visit(StudyEvent event, Latest found) {
        try {
            event.visit(found);
        } catch (StoreException e) {
            // Of an event that passes its checksum and makes no sense, nothing can be kept.
            return;
        }
    }

    /** Adds what only the store has; returns the number of complete cells among it. */
    private static int merge(Latest found, Latest have) {
        int added = 0;
        if (found.info() == null && have.info() != null) {
            found.described(have.info());
        }
        have.heads().forEach(found.heads()::putIfAbsent);
        for (int number : have.bodies().keySet()) {
            byte[] body = have.bodies().get(number);
            byte[] known = found.bodies().get(number);
            if (known == null || rank(body) > rank(known)) {
                found.bodies().put(number, body);
                added += have.complete(number) ? 1 : 0;
            }
        }
        return added;
    }

    // A cell only moves on, but for one that is tried again, which is owed either way.
    private static int rank(byte[] body) {
        return switch (TrialCodec.state(body)) {
            case QUEUED -> 0;
            case RUNNING -> 1;
            case FAILED -> 2;
            case COMPLETE -> 3;
        };
    }

    // MVStore throws what it likes at a damaged file, and none of it matters: the log is the study.
    private static Optional<Latest> store(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            StudyMaps maps = StudyMaps.openReadOnly(file);
            try {
                return Optional.of(maps.read());
            } finally {
                maps.abandon();
            }
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }
}
