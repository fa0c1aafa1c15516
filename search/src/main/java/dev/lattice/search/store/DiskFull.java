package dev.lattice.search.store;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Tells a full disk, which may have room again later, from what else can go wrong with a file. */
public final class DiskFull {

    // Java has no exception of its own for a full disk; these are what Linux, macOS and Windows say.
    private static final List<String> WORDS = List.of("no space left", "not enough space", "quota");

    private DiskFull() {}

    /** Returns whether a full disk, or a used up quota, led to a failure. */
    public static boolean causes(Throwable failure) {
        for (Throwable e = failure; e != null; e = e.getCause()) {
            // Whoever knows better has said so.
            if (e instanceof StoreException store) {
                return store.code() == StoreException.Code.FULL;
            }
            if (e instanceof IOException) {
                String why = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
                if (WORDS.stream().anyMatch(why::contains)) {
                    return true;
                }
            }
        }
        return false;
    }
}
