/**
 * Where a study is kept, and how it survives.
 *
 * <p>{@link dev.lattice.search.store.StudyStore} is the contract; {@link dev.lattice.search.store.MVStoreStudyStore} keeps it
 * with two files. Every event (study described, cells added, cell updated) is first appended to {@code events.log} as a
 * checksummed frame, which commits it; {@code study.mv} follows every few events. The log alone is enough to rebuild the store and to read a
 * snapshot from any process while a sweep writes ({@link dev.lattice.search.store.StudyReader}).
 *
 * <p>Durability: the log is forced to disk for every event but the start of a training, so a complete cell survives a
 * power cut once {@code update} has returned; {@code study.mv} is forced when it is closed and catches up from the log when it
 * is opened. Both hold our own versioned encoding ({@link dev.lattice.search.store.TrialCodec}), never Java serialization or
 * class names. A file lock keeps a second writer out and ends with its process.
 */
package dev.lattice.search.store;
