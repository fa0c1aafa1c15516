package dev.lattice.core.data;

import dev.lattice.core.config.ConfigException;
import dev.lattice.core.config.DatasetSpec;

/**
 * One name that {@code dataset.name} may have. The extension point for data: a class listed in
 * {@code META-INF/services/dev.lattice.core.data.DatasetSource} is found beside the built-in ones.
 */
public interface DatasetSource {

    /** Returns the name, as in {@code dataset.name}. */
    String name();

    /** Returns what the set is and whether it is at hand, without reading it. */
    DatasetInfo describe(DataLocations locations);

    /**
     * Reads, generates or downloads the images.
     *
     * @throws DataFormatException if a file is missing, unreadable or not what it should be
     * @throws ConfigException if {@code path} or {@code testPath} do not fit this source
     */
    Dataset load(DatasetSpec spec, DataLocations locations, DownloadListener listener);

    /** Refuses a path where the set needs none: a value that has no effect is a mistake. */
    static void requireNoPath(DatasetSpec spec) {
        for (String path : new String[] {spec.path(), spec.testPath()}) {
            if (!path.isEmpty()) {
                throw new ConfigException("'dataset.path' and 'dataset.testPath' belong to idx, csv and images, but '"
                        + path + "' was given for " + spec.name());
            }
        }
    }

    /** Refuses a missing {@code path} where the set is the user's own. */
    static void requirePath(DatasetSpec spec, String what) {
        if (spec.path().isBlank()) {
            throw new ConfigException(
                    "'dataset.path' must name " + what + " when 'dataset.name' is " + spec.name() + ", but was empty");
        }
    }
}
