package dev.lattice.core.data;

import dev.lattice.core.config.DatasetSpec;
import dev.lattice.core.config.SpecBinder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/**
 * Finds data sets by name: {@code mnist}, {@code fashion-mnist}, {@code digits}, {@code idx}, {@code csv}, {@code images}, and
 * whatever {@link DatasetSource} services are on the class path.
 */
public final class Datasets {

    private final DataLocations locations;
    private final DownloadListener listener;
    private final Map<String, PublishedSource> published = new LinkedHashMap<>();
    private final Map<String, DatasetSource> sources = new LinkedHashMap<>();

    /**
     * Creates the collection.
     *
     * @param locations where files are looked for
     * @param listener told about downloads
     * @throws IllegalStateException if two sources have the same name
     */
    public Datasets(DataLocations locations, DownloadListener listener) {
        this(locations, listener, List.of(PublishedSet.MNIST, PublishedSet.FASHION_MNIST));
    }

    Datasets(DataLocations locations, DownloadListener listener, List<PublishedSet> publishedSets) {
        this.locations = locations;
        this.listener = listener;
        for (PublishedSet set : publishedSets) {
            PublishedSource source = new PublishedSource(set);
            published.put(set.name(), source);
            add(source);
        }
        add(new DigitsSource());
        add(new IdxSource());
        add(new CsvSource());
        add(new ImageFolderSource());
        ServiceLoader.load(DatasetSource.class).forEach(this::add);
    }

    private void add(DatasetSource source) {
        if (sources.putIfAbsent(source.name(), source) != null) {
            throw new IllegalStateException("two data sources are named '" + source.name() + "'");
        }
    }

    /**
     * Returns the images that a specification names, downloading them if they are nowhere and downloads are allowed.
     *
     * @throws dev.lattice.core.config.ConfigException if there is no such name, or the paths do not fit it
     * @throws DataFormatException if a file is missing, unreadable or not what it should be
     */
    public Dataset load(DatasetSpec spec) {
        DatasetSource source = sources.get(spec.name());
        if (source == null) {
            throw SpecBinder.unknown("dataset", spec.name(), sources.keySet());
        }
        return source.load(spec, locations, listener);
    }

    /** Returns what each source offers, in the order of the class comment. */
    public List<DatasetInfo> list() {
        return sources.values().stream().map(s -> s.describe(locations)).toList();
    }

    /** Returns the names that {@link #verify} and {@link #fetch} know. */
    public List<String> publishedNames() {
        return List.copyOf(published.keySet());
    }

    /**
     * Returns, file by file, whether the files of a published set are here and as published.
     *
     * @throws dev.lattice.core.config.ConfigException if there is no published set of that name
     */
    public List<FileStatus> verify(String name) {
        return published(name).verify(locations);
    }

    /**
     * Downloads what is missing of a published set to {@link DataLocations#fetchTarget} and returns the files there.
     *
     * @throws dev.lattice.core.config.ConfigException if there is no published set of that name
     * @throws DataFormatException if no mirror gives a file, or one in the user's own folder differs from the published one
     */
    public List<Path> fetch(String name) {
        return published(name).fetch(locations, listener);
    }

    private PublishedSource published(String name) {
        PublishedSource source = published.get(name);
        if (source == null) {
            throw SpecBinder.unknown("published dataset", name, published.keySet());
        }
        return source;
    }
}
