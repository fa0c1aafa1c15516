package dev.lattice.search.store;

import dev.lattice.core.trial.StudyInfo;
import dev.lattice.core.trial.TrialRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads a study without locking it, also while another process writes to it. */
public final class StudyReader {

    private StudyReader() {}

    /**
     * Returns the study at the moment of the call: every event that was recorded before it, in whole.
     *
     * @param folder of the study
     * @throws StoreException with {@code MISSING} if there is no study in the folder, otherwise if it cannot be read
     */
    public static StudyInfo.View read(Path folder) {
        Latest latest = new Latest();
        EventLog.read(folder.resolve(MVStoreStudyStore.LOG), (event, end) -> event.visit(latest));
        if (latest.info == null) {
            throw new StoreException(StoreException.Code.MISSING, "there is no study in " + folder);
        }
        List<TrialRecord> trials = new ArrayList<>();
        latest.heads.forEach((number, head) -> trials.add(TrialCodec.read(head, latest.bodies.get(number))));
        return new StudyInfo.View(InfoCodec.read(latest.info), trials);
    }

    /** Keeps the last of everything encoded: only what survives is worth decoding. */
    private static final class Latest implements StudyEvent.Visitor {
        private byte[] info;
        private final Map<Integer, byte[]> heads = new TreeMap<>();
        private final Map<Integer, byte[]> bodies = new TreeMap<>();

        @Override
        public void described(byte[] newInfo) {
            info = newInfo;
        }

        @Override
        public void added(byte[] head, byte[] body) {
            int number = TrialCodec.number(head);
            heads.put(number, head);
            bodies.put(number, body);
        }

        @Override
        public void updated(int number, byte[] body) {
            if (bodies.replace(number, body) == null) {
                throw Decoder.corrupt("cell " + number + " was never added");
            }
        }
    }
}
