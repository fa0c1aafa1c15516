package dev.lattice.core.config;

/** Thrown for a mistake in what the user asked for: one line that names the key, the rule and the value. */
public final class ConfigException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception with the line that the user will read. */
    public ConfigException(String message) {
        super(message);
    }

    /** Creates the exception with the line that the user will read and what led to it. */
    public ConfigException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Returns this error with the place it came from, such as a file or a flag, put in front. */
    public ConfigException in(String place) {
        return new ConfigException(place + ": " + getMessage(), this);
    }
}
