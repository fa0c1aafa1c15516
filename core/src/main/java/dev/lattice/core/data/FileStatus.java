package dev.lattice.core.data;

/**
 * What {@code data verify} found out about one file of a named set.
 *
 * @param file name, such as {@code mnist/train-images-idx3-ubyte.gz}
 * @param state whether the file is what its authors published
 * @param detail the path that was checked, the places that were searched, or how the file differs
 */
public record FileStatus(String file, State state, String detail) {

    /** What a file is, compared with what was published. */
    public enum State {
        /** Bytes as published. */
        OK,
        /** In none of the places. */
        MISSING,
        /** There, but with another content. */
        DIFFERENT
    }
}
