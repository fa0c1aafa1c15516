package dev.lattice.search.store;

/** Thrown when a study cannot be read or written: one line that says what and what to do. */
public final class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What is wrong. */
    public enum Code {
        /** There is no study in the folder. */
        MISSING,
        /** Another process, or another study object of this one, writes to it. */
        HELD,
        /** A file of the study is not what was written. */
        CORRUPT,
        /** The study was written by a later release. */
        NEWER,
        /** The operating system refused to read or write. */
        IO,
        /** The disk is full; the same call may succeed later. */
        FULL,
        /** The caller broke a rule, such as changing a complete cell. */
        REFUSED
    }

    private final Code code;

    /** Creates the exception with the line that the user will read. */
    public StoreException(Code code, String message) {
        super(message);
        this.code = code;
    }

    /** Creates the exception with the line that the user will read and what led to it. */
    public StoreException(Code code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** Returns what is wrong. */
    public Code code() {
        return code;
    }
}
