package dev.lattice.search.store;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;
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
 *
 * <p>MVStore does not notice when a byte of a value changes on disk, so each value ends with a CRC-32C of its key and itself.
 */
final class StudyMaps implements StudyEvent.Visitor {

    private static final String INFO = "info";
    private static final int PAGE_CACHE_MB = 4;

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
     * @throws RuntimeException if it is held or damaged; MVStore has no one type for what it meets in a damaged file
     */
    static StudyMaps open(Path file) {
        return open(new MVStore.Builder().fileName(file.toString()));
    }

    /** Opens the file for reading only. */
    static StudyMaps openReadOnly(Path file) {
        return open(new MVStore.Builder().fileName(file.toString()).readOnly());
    }

    private static StudyMaps open(MVStore.Builder builder) {
        // Not compressed: curves are noise to a compressor, which took a third of the time of recording a cell.
        MVStore store = builder.autoCommitDisabled().cacheSize(PAGE_CACHE_MB).open();
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
    static void refuseIfHeld(RuntimeException e, Path file) {
        if (e instanceof MVStoreException store && store.getErrorCode() == DataUtils.ERROR_FILE_LOCKED) {
            throw new StoreException(StoreException.Code.HELD, file + " is in use by another process", e);
        }
    }

    /** Returns all values that are as they were written. */
    Latest read() {
        Latest latest = new Latest();
        byte[] info = checked(INFO.hashCode(), meta.get(INFO));
        if (info != null) {
            latest.described(info);
        }
        for (var cursor = heads.cursor(null); cursor.hasNext(); ) {
            long number = cursor.next();
            byte[] head = checked(number, cursor.getValue());
            if (head != null) {
                latest.heads().put((int) number, head);
            }
        }
        for (var cursor = bodies.cursor(null); cursor.hasNext(); ) {
            long number = cursor.next();
            byte[] body = checked(~number, cursor.getValue());
            if (body != null) {
                latest.bodies().put((int) number, body);
            }
        }
        return latest;
    }

    /** Writes a new file that says what the log says. */
    static void write(Path file, Latest log) {
        StudyMaps maps = open(file);
        try {
            if (log.info() != null) {
                maps.described(log.info());
            }
            log.heads().forEach((number, head) -> maps.heads.put((long) number, sealed(number, head)));
            log.bodies().forEach(maps::updated);
            maps.commit();
            maps.close();
        } catch (RuntimeException e) {
            maps.abandon();
            throw e;
        }
    }

    @Override
    public void described(byte[] info) {
        meta.put(INFO, sealed(INFO.hashCode(), info));
    }

    @Override
    public void added(byte[] head, byte[] body) {
        int number = TrialCodec.number(head);
        heads.put((long) number, sealed(number, head));
        updated(number, body);
    }

    @Override
    public void updated(int number, byte[] body) {
        bodies.put((long) number, sealed(~(long) number, body));
    }

    /** Makes the changes so far one version of the file. */
    void commit() {
        store.commit();
    }

    void close() {
        store.close();
    }

    /** Closes without writing anything. */
    void abandon() {
        store.closeImmediately();
    }

    private static byte[] sealed(long key, byte[] value) {
        return ByteBuffer.allocate(value.length + Integer.BYTES)
                .put(value)
                .putInt(crc(key, value, value.length))
                .array();
    }

    private static byte[] checked(long key, byte[] value) {
        if (value == null || value.length < Integer.BYTES) {
            return null;
        }
        int length = value.length - Integer.BYTES;
        return ByteBuffer.wrap(value).getInt(length) == crc(key, value, length) ? Arrays.copyOf(value, length) : null;
    }

    private static int crc(long key, byte[] value, int length) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(Long.BYTES).putLong(0, key));
        crc.update(value, 0, length);
        return (int) crc.getValue();
    }

    private static MVMap.Builder<Long, byte[]> trialMap() {
        return new MVMap.Builder<Long, byte[]>().keyType(LongDataType.INSTANCE).valueType(ByteArrayDataType.INSTANCE);
    }
}
