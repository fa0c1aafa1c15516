package dev.lattice.core.engine.pack;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a pack does in one step: operations one after another, each over segments that do not depend on one another.
 *
 * @param operations each of segments of one kind
 * @param data which images it gathers
 */
public record PackProgram(List<List<Segment>> operations, Data data) {

    /** Copies the list. */
    public PackProgram {
        operations = operations.stream().map(List::copyOf).toList();
    }

    /** The two sets of images on a device. */
    public enum Data {
        /** Images that are trained on. */
        TRAIN,
        /** Images that are only looked at. */
        VALIDATION
    }

    /**
     * Collects segments by place. Members of unlike shape put what they have in common at the same places, so that it becomes
     * one operation.
     */
    static final class Builder {

        private final SortedMap<Integer, List<Segment>> places = new TreeMap<>();

        /** Adds a segment to the operation at a place; all of a place are of one kind. */
        void add(int place, Segment segment) {
            List<Segment> there = places.computeIfAbsent(place, p -> new ArrayList<>());
            if (!there.isEmpty() && there.get(0).kind() != segment.kind()) {
                throw new IllegalArgumentException(
                        "place " + place + " holds " + there.get(0).kind() + ", not " + segment.kind());
            }
            there.add(segment);
        }

        PackProgram build(Data data) {
            return new PackProgram(List.copyOf(places.values()), data);
        }
    }
}
