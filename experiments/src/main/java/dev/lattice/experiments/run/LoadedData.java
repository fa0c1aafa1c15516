package dev.lattice.experiments.run;

import dev.lattice.core.config.DatasetSpec;
import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.data.DataSplit;
import dev.lattice.core.data.Dataset;
import dev.lattice.core.data.Datasets;
import dev.lattice.core.random.Seeds;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Data sets, each read once. Safe for use by several threads. */
public final class LoadedData {

    private final Datasets datasets;
    private final Map<List<String>, Dataset> loaded = new HashMap<>();

    /** Creates an empty cache. */
    public LoadedData(Datasets datasets) {
        this.datasets = datasets;
    }

    /** Returns the images that a specification names; what it says about splits is not looked at. */
    public synchronized Dataset dataset(DatasetSpec spec) {
        List<String> key = List.of(spec.name(), spec.path(), spec.testPath());
        Dataset data = loaded.get(key);
        if (data == null) {
            data = datasets.load(spec);
            loaded.put(key, data);
        }
        return data;
    }

    /** Returns the images that a training of an experiment may see. */
    public DataSplit split(ExperimentSpec spec) {
        return DataSplit.of(dataset(spec.dataset()), spec.dataset(), new Seeds(spec.seed()));
    }
}
