package dev.lattice.search.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Tells a full disk, which may have room again later, from what else can go wrong with a file. */
public final class DiskFull {

    // Java has no exception of its own for a full disk; these are what Linux, macOS and Windows say in English.
    private static final List<String> WORDS = List.of("no space left", "not enough space", "quota");

    /** Linux's device that is always full: what it says is what a full disk says in the language of this machine. */
    private static final Optional<String> OWN_WORDS = said(Path.of("/dev/full"));

    /** Where no device says how a full disk sounds, a write that fails with less room than this found none. */
    private static final long LEAST_BYTES = 16 << 20;

    private DiskFull() {}

    /**
     * Returns whether a full disk, or a used up quota, led to a failure.
     *
     * @param place beside what was to be written
     */
    public static boolean causes(Throwable failure, Path place) {
        return causes(failure, OWN_WORDS, () -> room(place));
    }

    /**
     * Returns whether a full disk led to a failure.
     *
     * @param own what the system says of a full disk in its own language; empty if that is not known
     * @param room bytes that may still be written; asked for only where words decide nothing
     */
    static boolean causes(Throwable failure, Optional<String> own, LongSupplier room) {
        boolean writing = false;
        for (Throwable e = failure; e != null; e = e.getCause()) {
            // Whoever knows better has said so.
            if (e instanceof StoreException store) {
                return store.code() == StoreException.Code.FULL;
            }
            if (e instanceof IOException) {
                String why = lower(e.getMessage());
                if (WORDS.stream().anyMatch(why::contains)
                        || own.filter(why::contains).isPresent()) {
                    return true;
                }
                writing = true;
            }
        }
        return writing && own.isEmpty() && room.getAsLong() < LEAST_BYTES;
    }

    /** Returns what the system says when a byte is written to a full device, in lower case; empty if there is no such device. */
    static Optional<String> said(Path device) {
        if (!Files.exists(device) || Files.isRegularFile(device)) {
            return Optional.empty();
        }
        try (FileChannel channel = FileChannel.open(device, StandardOpenOption.WRITE)) {
            return refusal(channel);
        } catch (IOException e) {
            // It cannot be asked.
            return Optional.empty();
        }
    }

    private static Optional<String> refusal(FileChannel channel) {
        try {
            channel.write(ByteBuffer.allocate(1));
            return Optional.empty();
        } catch (IOException e) {
            return Optional.ofNullable(e.getMessage()).map(DiskFull::lower).filter(words -> !words.isBlank());
        }
    }

    private static long room(Path place) {
        try {
            return Files.getFileStore(place).getUsableSpace();
        } catch (IOException e) {
            // Not known to be full.
            return Long.MAX_VALUE;
        }
    }

    private static String lower(String message) {
        return String.valueOf(message).toLowerCase(Locale.ROOT);
    }
}
