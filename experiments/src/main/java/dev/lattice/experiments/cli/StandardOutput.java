package dev.lattice.experiments.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Optional;

/** Where results go, which remembers the first write that failed: a {@link java.io.PrintWriter} over it would keep that to itself. */
final class StandardOutput extends OutputStream {

    private final OutputStream out;
    private IOException failure;

    /** Creates it over what it writes to. */
    StandardOutput(OutputStream out) {
        this.out = out;
    }

    /** Returns why results were lost, empty if none were, or if their reader has left, as {@code head} does when it has enough. */
    Optional<String> lost() {
        return Optional.ofNullable(failure)
                .map(e -> String.valueOf(e.getMessage()))
                .filter(why -> !why.toLowerCase(Locale.ROOT).contains("broken pipe"));
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (failure != null) {
            // What came after a gap would pass for the whole.
            throw failure;
        }
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }
}
