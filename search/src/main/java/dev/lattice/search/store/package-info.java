/**
 * Where a study is kept, and how it survives.
 *
 * <p>{@link dev.lattice.search.store.StudyStore} is the contract; {@link dev.lattice.search.store.MVStoreStudyStore} keeps it
 * with two files. Every event (study described, cells added, cell updated) is first appended to {@code events.log} as a
 * checksummed frame and forced to disk, which commits it; {@code study.mv} is a second copy that follows every few events.
 * {@link dev.lattice.search.store.StudyReader} reads a snapshot from any process while a sweep writes;
 * {@link dev.lattice.search.store.StudySalvage} checks both files and gets back what is whole;
 * {@link dev.lattice.search.store.CheckpointFile} holds a training under way.
 *
 * <p>Durability: every event but the start of a training is on disk when {@code update} returns; events of several threads
 * share a force. {@code study.mv} is forced when it is closed and is written anew from the log when it differs on opening. All hold our own
 * versioned encodings, never Java serialization or class names. A file lock keeps a second writer out and ends with its
 * process. Decisions: docs/adr/0010-run-store.md and 0011-checkpoints.md.
 */
package dev.lattice.search.store;
