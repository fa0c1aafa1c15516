package dev.lattice.core.data;

import dev.lattice.core.config.DatasetSpec;
import java.util.Optional;

/** A source as somebody else would add it: found through the services file in the test resources. */
public final class PluggedSource implements DatasetSource {

    @Override
    public String name() {
        return "plugged";
    }

    @Override
    public DatasetInfo describe(DataLocations locations) {
        return new DatasetInfo(name(), "one black pixel", true, "in memory", Optional.empty());
    }

    @Override
    public Dataset load(DatasetSpec spec, DataLocations locations, DownloadListener listener) {
        DatasetSource.requireNoPath(spec);
        ImageSet black = new ImageSet(new byte[1], new byte[1], 1, 1, 1);
        return Dataset.of(name(), black, black);
    }
}
