package dev.lattice.search.store;

import dev.lattice.core.trial.TrialRecord;
import dev.lattice.core.trial.TrialState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The last of everything that events said, still encoded: only what survives is worth decoding. */
final class Latest implements StudyEvent.Visitor {

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
        bodies.put(number, body);
    }

    /** Returns the study's description; null if there is none. */
    byte[] info() {
        return info;
    }

    Map<Integer, byte[]> heads() {
        return heads;
    }

    Map<Integer, byte[]> bodies() {
        return bodies;
    }

    /** Returns whether both say the same, byte for byte. */
    boolean says(Latest other) {
        return Arrays.equals(info, other.info) && same(heads, other.heads) && same(bodies, other.bodies);
    }

    private static boolean same(Map<Integer, byte[]> mine, Map<Integer, byte[]> theirs) {
        return mine.keySet().equals(theirs.keySet())
                && mine.keySet().stream().allMatch(number -> Arrays.equals(mine.get(number), theirs.get(number)));
    }

    /** Returns whether a cell is complete. */
    boolean complete(int number) {
        byte[] body = bodies.get(number);
        return body != null && TrialCodec.state(body) == TrialState.COMPLETE;
    }

    /** Returns the cells by ascending number. */
    List<TrialRecord> trials() {
        bodies.keySet().forEach(number -> {
            if (!heads.containsKey(number)) {
                throw Decoder.corrupt("cell " + number + " was never added");
            }
        });
        List<TrialRecord> trials = new ArrayList<>();
        heads.forEach((number, head) -> trials.add(TrialCodec.read(head, bodies.get(number))));
        return trials;
    }
}
