package dev.lattice.core.data;

/** Told how far a download is, a few times per second. */
@FunctionalInterface
public interface DownloadListener {

    /** Ignores progress. */
    DownloadListener SILENT = (file, done, total) -> {};

    /**
     * Called when bytes have arrived.
     *
     * @param file name of the file, such as {@code mnist/train-images-idx3-ubyte.gz}
     * @param doneBytes bytes that are here, those of an earlier, interrupted download included
     * @param totalBytes size of the whole file
     */
    void progress(String file, long doneBytes, long totalBytes);
}
