package dev.lattice.core.data;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the files of the named data sets are looked for, in this order.
 *
 * @param dataDir folder that the user named for this run; holds one folder per set, such as {@code mnist/}
 * @param environment folder that the user's environment names (the variable {@code LATTICE_DATA}); same layout
 * @param cache folder that downloads are kept in; same layout
 * @param offline true if nothing may be downloaded
 */
public record DataLocations(Optional<Path> dataDir, Optional<Path> environment, Path cache, boolean offline) {

    /**
     * Returns the locations that command line and environment variables ask for.
     *
     * @param dataDir folder named on the command line
     * @param variables the environment; read: {@code LATTICE_DATA}, {@code XDG_CACHE_HOME}, {@code LOCALAPPDATA}
     * @param home the user's home folder
     * @param offline true if nothing may be downloaded
     */
    public static DataLocations of(Optional<Path> dataDir, Map<String, String> variables, Path home, boolean offline) {
        Optional<Path> environment = Optional.ofNullable(variables.get("LATTICE_DATA"))
                .filter(v -> !v.isBlank())
                .map(Path::of);
        return new DataLocations(dataDir, environment, cache(variables, home), offline);
    }

    /** Returns the folders to look in, the first that holds a file wins. */
    public List<Path> searched() {
        return Stream.of(dataDir, environment, Optional.of(cache))
                .flatMap(Optional::stream)
                .distinct()
                .toList();
    }

    /** Returns the folder that {@code data fetch} writes to: the one named for this run, or else the cache. */
    public Path fetchTarget() {
        return dataDir.orElse(cache);
    }

    private static Path cache(Map<String, String> variables, Path home) {
        String xdg = variables.getOrDefault("XDG_CACHE_HOME", "");
        // The XDG specification says that a relative path is to be ignored.
        if (!xdg.isBlank() && Path.of(xdg).isAbsolute()) {
            return Path.of(xdg, "lattice");
        }
        String local = variables.getOrDefault("LOCALAPPDATA", "");
        return File.separatorChar == '\\' && !local.isBlank()
                ? Path.of(local, "lattice")
                : home.resolve(".cache").resolve("lattice");
    }
}
