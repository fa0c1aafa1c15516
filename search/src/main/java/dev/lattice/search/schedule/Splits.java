package dev.lattice.search.schedule;

import dev.lattice.core.config.DatasetSpec;
import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.data.DataSplit;
import dev.lattice.core.data.Dataset;
import dev.lattice.core.data.ImageSet;
import dev.lattice.core.model.Network;
import dev.lattice.core.random.Seeds;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The data of a sweep: each set loaded once, each split made once while it is in use. Safe for use by several threads. */
public final class Splits {

    /** Images lie outside the heap, where only the collector frees them, and what fills the heap may never call it. */
    private static final long COLLECT_BYTES = 256 << 20;

    private final Function<DatasetSpec, Dataset> loader;
    private final Map<List<String>, Dataset> datasets = new HashMap<>();
    private final Map<Key, DataSplit> splits;

    private int kept = 2;
    private long dropped;

    /** Creates the cache over a loader of data sets. */
    public Splits(Function<DatasetSpec, Dataset> loader) {
        this.loader = loader;
        splits = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Key, DataSplit> eldest) {
                boolean drop = size() > kept;
                if (drop) {
                    dropped(eldest.getValue());
                }
                return drop;
            }
        };
    }

    private record Key(DatasetSpec dataset, long seed) {}

    /** Sets the number of splits kept; each is a copy of its images, so a search over seeds must not keep them all. */
    public synchronized void keep(int count) {
        kept = count;
    }

    /** Returns the data set, with its test images; only its size and checksum are of interest to a search. */
    public synchronized Dataset dataset(DatasetSpec spec) {
        return datasets.computeIfAbsent(List.of(spec.name(), spec.path(), spec.testPath()), k -> loader.apply(spec));
    }

    /**
     * Returns the training and validation images of an experiment.
     *
     * @throws dev.lattice.core.config.ConfigException if there are too few images
     */
    public synchronized DataSplit of(ExperimentSpec experiment) {
        return splits.computeIfAbsent(
                new Key(experiment.dataset().withSplitSeed(experiment.splitSeed()), experiment.splitSeed()),
                key -> DataSplit.of(dataset(key.dataset()), key.dataset(), new Seeds(key.seed())));
    }

    private void dropped(DataSplit split) {
        dropped += (long) (split.train().count() + split.validation().count())
                * split.train().imageSize();
        if (dropped >= COLLECT_BYTES) {
            dropped = 0;
            System.gc();
        }
    }

    // Without making its split.
    private int trainImages(DatasetSpec spec) {
        int all = dataset(spec).train().count();
        return spec.limit() > 0
                ? spec.limit()
                : (int) Math.max(1, all - (spec.validation() < 1 ? spec.validation() * all : spec.validation()));
    }

    /** Returns what a training costs, in multiplications of its forward pass. */
    public double work(ExperimentSpec experiment) {
        ImageSet train = dataset(experiment.dataset()).train();
        Network network = Network.of(experiment.model(), train.height(), train.width(), train.classes());
        return (double) experiment.training().epochs() * network.products() * trainImages(experiment.dataset());
    }
}
