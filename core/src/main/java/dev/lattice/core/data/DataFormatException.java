package dev.lattice.core.data;

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
}
