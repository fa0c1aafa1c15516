package dev.lattice.core.data;

/**
 * A file as its authors published it.
 *
 * @param part "train" or "t10k"
 * @param kind "images-idx3-ubyte" or "labels-idx1-ubyte"
 * @param bytes size of the gzipped file
 * @param sha256 of the gzipped file
 * @param plainSha256 of the file after gunzip, which is accepted as well
 */
record PublishedFile(String part, String kind, long bytes, String sha256, String plainSha256) {

    /** Returns the name under which mirrors keep it. */
    String fileName() {
        return part + "-" + kind + ".gz";
    }
}
