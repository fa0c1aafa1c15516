package dev.lattice.search.store;

import dev.lattice.core.trial.StudyInfo;
import dev.lattice.core.trial.TrialRecord;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One entry of the event log.
 *
 * @param kind what happened
 * @param payload in the kind's own encoding
 */
record StudyEvent(Kind kind, byte[] payload) {

    /** What happened; the codes are part of the file format. */
    enum Kind {
        /** The study was begun or its space changed. */
        DESCRIBED(1),
        /** Cells were added, all at once. */
        ADDED(2),
        /** A cell has a new state. */
        UPDATED(3);

        final byte code;

        Kind(int code) {
            this.code = (byte) code;
        }

        static Kind of(byte code) {
            for (Kind kind : values()) {
                if (kind.code == code) {
                    return kind;
                }
            }
            throw new StoreException(
                    StoreException.Code.NEWER, "the study was written by a later release (event " + code + ")");
        }
    }

    static StudyEvent described(StudyInfo info) {
        return new StudyEvent(Kind.DESCRIBED, InfoCodec.write(info));
    }

    static StudyEvent added(List<TrialRecord> trials) {
        return addedParts(trials.stream()
                .flatMap(t -> Stream.of(TrialCodec.head(t), TrialCodec.body(t)))
                .toList());
    }

    /** Adds cells that are encoded already, each with a body. */
    static StudyEvent added(Map<Integer, byte[]> heads, Map<Integer, byte[]> bodies) {
        return addedParts(heads.keySet().stream()
                .flatMap(number -> Stream.of(heads.get(number), bodies.get(number)))
                .toList());
    }

    private static StudyEvent addedParts(List<byte[]> parts) {
        int size = parts.stream().mapToInt(p -> Integer.BYTES + p.length).sum();
        ByteBuffer out = ByteBuffer.allocate(size);
        parts.forEach(part -> out.putInt(part.length).put(part));
        return new StudyEvent(Kind.ADDED, out.array());
    }

    static StudyEvent updated(TrialRecord trial) {
        byte[] body = TrialCodec.body(trial);
        return new StudyEvent(
                Kind.UPDATED,
                ByteBuffer.allocate(Integer.BYTES + body.length)
                        .putInt(trial.number())
                        .put(body)
                        .array());
    }

    /** Hears of an event part by part, still encoded. */
    interface Visitor {
        /** The study was described. */
        void described(byte[] info);

        /** A cell was added. */
        void added(byte[] head, byte[] body);

        /** A cell has a new body. */
        void updated(int number, byte[] body);
    }

    void visit(Visitor visitor) {
        ByteBuffer in = ByteBuffer.wrap(payload);
        switch (kind) {
            case DESCRIBED -> visitor.described(payload);
            case ADDED -> {
                while (in.hasRemaining()) {
                    visitor.added(part(in), part(in));
                }
            }
            case UPDATED -> {
                int number = part(in, Integer.BYTES).getInt();
                byte[] body = new byte[in.remaining()];
                in.get(body);
                visitor.updated(number, body);
            }
        }
    }

    private static byte[] part(ByteBuffer in) {
        int length = part(in, Integer.BYTES).getInt();
        if (length < 0 || length > in.remaining()) {
            throw Decoder.corrupt("a part of " + length + " bytes does not fit");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static ByteBuffer part(ByteBuffer in, int bytes) {
        if (in.remaining() < bytes) {
            throw Decoder.corrupt("it ends too early");
        }
        return in;
    }
}
