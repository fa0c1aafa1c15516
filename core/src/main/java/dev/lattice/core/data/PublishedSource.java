package dev.lattice.core.data;

import dev.lattice.core.config.DatasetSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A data set known by name: found in one of the data folders or downloaded, and held against its published checksums. */
final class PublishedSource implements DatasetSource {

    private final PublishedSet set;

    PublishedSource(PublishedSet set) {
        this.set = set;
    }

    @Override
    public String name() {
        return set.name();
    }

    @Override
    public DatasetInfo describe(DataLocations locations) {
        List<Optional<Path>> found =
                set.files().stream().map(f -> find(f, locations)).toList();
        boolean whole = found.stream().allMatch(Optional::isPresent);
        String place = whole
                ? found.stream()
                        .map(f -> f.get().getParent().toString())
                        .distinct()
                        .collect(Collectors.joining(", "))
                : "not here; lattice data fetch " + name();
        return new DatasetInfo(name(), set.description(), whole, place, Optional.of(set.size()));
    }

    @Override
    public Dataset load(DatasetSpec spec, DataLocations locations, DownloadListener listener) {
        DatasetSource.requireNoPath(spec);
        Map<PublishedFile, Path> found = new LinkedHashMap<>();
        set.files().forEach(file -> find(file, locations).ifPresent(path -> found.put(file, path)));
        boolean whole = found.size() == set.files().size();
        if (!whole) {
            // Before what is missing is downloaded, which is held against what was published on the way.
            found.forEach((file, path) -> requirePublished(file, path, locations));
        }
        List<Path> files = set.files().stream()
                .map(file -> found.containsKey(file)
                        ? found.get(file)
                        : download(file, locations, locations.cache(), listener))
                .toList();
        int classes = set.size().classes();
        // Unpacking the training images takes longest: beside it, the files are checked and the others are read.
        CompletableFuture<ImageSet> train =
                CompletableFuture.supplyAsync(() -> IdxReader.read(files.get(0), files.get(1), classes));
        if (whole) {
            found.forEach((file, path) -> requirePublished(file, path, locations));
        }
        ImageSet test = IdxReader.read(files.get(2), files.get(3), classes);
        try {
            return Dataset.of(name(), train.join(), test);
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** Compares every file that a run would use with what was published; changes nothing. */
    List<FileStatus> verify(DataLocations locations) {
        List<FileStatus> result = new ArrayList<>();
        for (PublishedFile file : set.files()) {
            Optional<Path> here = find(file, locations);
            String label = label(file);
            if (here.isEmpty()) {
                result.add(new FileStatus(label, FileStatus.State.MISSING, "looked in " + places(locations)));
                continue;
            }
            Optional<String> difference = difference(file, here.get());
            result.add(new FileStatus(
                    label,
                    difference.isEmpty() ? FileStatus.State.OK : FileStatus.State.DIFFERENT,
                    difference.orElse(here.get().toString())));
        }
        return result;
    }

    /**
     * Downloads what the target folder of {@code locations} lacks, and returns the paths of all files there.
     *
     * <p>A damaged file is fetched anew in the cache, which is ours, and reported in a folder that the user named.
     */
    List<Path> fetch(DataLocations locations, DownloadListener listener) {
        Path target = locations.fetchTarget();
        List<Path> result = new ArrayList<>();
        for (PublishedFile file : set.files()) {
            Optional<Path> here = findIn(file, target);
            boolean ours = target.equals(locations.cache());
            if (here.isPresent() && (!ours || difference(file, here.get()).isEmpty())) {
                requirePublished(file, here.get(), locations);
                result.add(here.get());
            } else {
                result.add(download(file, locations, target, listener));
            }
        }
        return result;
    }

    private Path download(PublishedFile file, DataLocations locations, Path target, DownloadListener listener) {
        if (locations.offline()) {
            throw new DataFormatException(label(file) + ": no such file in " + places(locations)
                    + ", and downloads are off; give the folder that holds " + name()
                    + "/ by --data-dir or LATTICE_DATA");
        }
        try {
            return new Downloader(listener).fetch(set.name(), file, set.mirrors(), target.resolve(set.name()));
        } catch (DataFormatException e) {
            throw new DataFormatException(e.getMessage() + "; no such file in " + places(locations) + " either", e);
        }
    }

    private Optional<Path> find(PublishedFile file, DataLocations locations) {
        return locations.searched().stream()
                .flatMap(place -> findIn(file, place).stream())
                .findFirst();
    }

    private Optional<Path> findIn(PublishedFile file, Path place) {
        return folders()
                .flatMap(folder -> IdxSource.spellings(file.part(), file.kind()).stream()
                        .map(spelling -> place.resolve(folder).resolve(spelling)))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private Stream<String> folders() {
        return Stream.concat(Stream.of(set.name()), set.otherFolders().stream());
    }

    private String places(DataLocations locations) {
        return locations.searched().stream()
                .map(place -> place.resolve(set.name()).toString())
                .collect(Collectors.joining(", "));
    }

    private String label(PublishedFile file) {
        return set.name() + "/" + file.fileName();
    }

    private void requirePublished(PublishedFile file, Path path, DataLocations locations) {
        difference(file, path).ifPresent(difference -> {
            // Only the cache is ours: a file elsewhere is found first, and refused, until the user deletes it.
            String delete = path.startsWith(locations.cache()) ? "" : "delete it and ";
            throw new DataFormatException(difference + "; " + delete + "fetch it anew with 'lattice data fetch "
                    + name() + "', or use dataset.name: idx for images of your own");
        });
    }

    /** Returns how a file differs from what was published, in words, or nothing if it does not. */
    private static Optional<String> difference(PublishedFile file, Path path) {
        try {
            String actual = Sha256.of(path);
            if (actual.equals(file.sha256()) || actual.equals(file.plainSha256())) {
                return Optional.empty();
            }
            String expected = path.toString().endsWith(".gz") ? file.sha256() : file.plainSha256();
            return Optional.of(path + ": SHA-256 must be " + expected + " as published, but was " + actual);
        } catch (IOException e) {
            throw DataFormatException.unreadable(path, e);
        }
    }
}
