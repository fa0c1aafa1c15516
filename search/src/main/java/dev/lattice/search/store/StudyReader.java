package dev.lattice.search.store;

import dev.lattice.core.trial.StudyInfo;
import dev.lattice.core.trial.TrialState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Reads a study without locking it, also while another process writes to it. */
public final class StudyReader {

    private StudyReader() {}

    /**
     * Returns the study at the moment of the call: every event that was recorded before it, in whole.
     *
     * @param folder of the study
     * @throws StoreException with {@code MISSING} if there is no study in the folder, {@code CORRUPT} if events are missing,
     *     otherwise if it cannot be read
     */
    public static StudyInfo.View read(Path folder) {
        Path log = folder.resolve(MVStoreStudyStore.LOG);
        if (!Files.exists(log) && Files.exists(folder.resolve(MVStoreStudyStore.STORE))) {
            throw LogFile.damaged(log, 0, "it is missing");
        }
        Latest latest = new Latest();
        LogFile.read(log, event -> event.visit(latest));
        if (latest.info() == null) {
            throw new StoreException(StoreException.Code.MISSING, "there is no study in " + folder);
        }
        return new StudyInfo.View(InfoCodec.read(latest.info()), latest.trials());
    }

    /** Returns how often each complete cell was completed; anything but 1 would be a cell that was run twice. */
    public static Map<Integer, Integer> completions(Path folder) {
        Map<Integer, Integer> completions = new TreeMap<>();
        LogFile.read(
                folder.resolve(MVStoreStudyStore.LOG),
                event -> event.visit(new StudyEvent.Visitor() {
                    @Override
                    public void described(byte[] info) {}

                    @Override
                    public void added(byte[] head, byte[] body) {
                        // A salvaged study adds its cells as they are.
                        updated(TrialCodec.number(head), body);
                    }

                    @Override
                    public void updated(int number, byte[] body) {
                        if (TrialCodec.state(body) == TrialState.COMPLETE) {
                            completions.merge(number, 1, Integer::sum);
                        }
                    }
                }));
        return completions;
    }
}
