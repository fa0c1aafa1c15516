package dev.lattice.core.data;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import javax.imageio.IIOException;

/** Thrown for a data file that is not what it should be: one line that names the file, the rule and the value. */
public final class DataFormatException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception with the line that the user will read. */
    public DataFormatException(String message) {
        super(message);
    }

    /** Creates the exception with the line that the user will read and what led to it. */
    public DataFormatException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Returns the error for a file or folder that the system would not let us read. */
    static DataFormatException unreadable(Path file, IOException cause) {
        return new DataFormatException(file + ": could not be read: " + reason(cause), cause);
    }

    /** Returns why reading failed, in words: a file system exception's message alone is only the path once more. */
    static String reason(Exception cause) {
        String kind = cause.getClass().getSimpleName();
        if (cause instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (cause instanceof FileSystemException problem) {
            return problem.getReason() == null ? kind : problem.getReason();
        }
        if (cause.getMessage() == null) {
            return cause instanceof EOFException ? "the file ends too early" : kind;
        }
        boolean inWords = cause.getClass() == IOException.class || cause instanceof IIOException;
        return inWords ? cause.getMessage() : kind + ": " + cause.getMessage();
    }
}
