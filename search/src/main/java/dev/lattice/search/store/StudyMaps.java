package dev.lattice.search.store;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.LongDataType;
import org.h2.mvstore.type.StringDataType;

/**
 * The maps of a study's MVStore. Values are bytes in our own versioned encodings; MVStore's default type, which would fall
 * back to Java serialization, is never used, and nothing is committed behind our back.
 */
final class StudyMaps implements StudyEvent.Visitor {

    private static final String INFO = "info";
    private static final String APPLIED = "applied";

    private final MVStore store;
    private final MVMap<String, byte[]> meta;
    private final MVMap<Long, byte[]> heads;
    private final MVMap<Long, byte[]> bodies;

    private StudyMaps(MVStore store) {
        this.store = store;
        meta = store.openMap(
                "study",
                new MVMap.Builder<String, byte[]>()
                        .keyType(StringDataType.INSTANCE)
                        .valueType(ByteArrayDataType.INSTANCE));
        heads = store.openMap("heads", trialMap());
        bodies = store.openMap("bodies", trialMap());
    }

    /**
     * Opens or creates the file.
     *
     * @throws MVStoreException if it is held or damaged
     */
    static StudyMaps open(Path file) {
        MVStore store = new MVStore.Builder()
                .fileName(file.toString())
                .autoCommitDisabled()
                .compress()
                .open();
        try {
            // Old chunks are of no use to us: the log is the history.
            store.setRetentionTime(0);
            store.setVersionsToKeep(0);
            return new StudyMaps(store);
        } catch (RuntimeException e) {
            store.closeImmediately();
            throw e;
        }
    }

    /** Throws if the file could not be opened because another process has it, rather than because of its content. */
    static void refuseIfHeld(MVStoreException e, Path file) {
        if (e.getErrorCode() == DataUtils.ERROR_FILE_LOCKED) {
            throw new StoreException(StoreException.Code.HELD, file + " is in use by another process", e);
        }
    }

    /** Returns the position of the log up to which events are in the store. */
    long applied() {
        byte[] position = meta.get(APPLIED);
        return position == null ? 0 : ByteBuffer.wrap(position).getLong();
    }

    Optional<byte[]> info() {
        return Optional.ofNullable(meta.get(INFO));
    }

    void forEachTrial(BiConsumer<byte[], byte[]> visitor) {
        heads.forEach((number, head) -> visitor.accept(head, bodies.get(number)));
    }

    @Override
    public void described(byte[] info) {
        meta.put(INFO, info);
    }

    @Override
    public void added(byte[] head, byte[] body) {
        long number = TrialCodec.number(head);
        heads.put(number, head);
        bodies.put(number, body);
    }

    @Override
    public void updated(int number, byte[] body) {
        bodies.put((long) number, body);
    }

    /** Makes the changes so far one version of the file. */
    void commit(long position) {
        try {
            meta.put(APPLIED, ByteBuffer.allocate(Long.BYTES).putLong(position).array());
            store.commit();
        } catch (MVStoreException e) {
            throw new StoreException(StoreException.Code.IO, "cannot write the study: " + e.getMessage(), e);
        }
    }

    void close() {
        store.close();
    }

    /** Closes without writing anything. */
    void abandon() {
        store.closeImmediately();
    }

    private static MVMap.Builder<Long, byte[]> trialMap() {
        return new MVMap.Builder<Long, byte[]>().keyType(LongDataType.INSTANCE).valueType(ByteArrayDataType.INSTANCE);
    }
}
