package dev.lattice.search.space;

import java.util.List;
import java.util.Map;

/** Proposes given points, all at once. */
public final class ListSampler implements Sampler {

    private List<Map<String, Object>> left;

    /** Creates a sampler of points that all differ. */
    public ListSampler(List<Map<String, Object>> points) {
        left = List.copyOf(points);
    }

    @Override
    public List<Map<String, Object>> ask() {
        List<Map<String, Object>> batch = left;
        left = List.of();
        return batch;
    }

    @Override
    public void tell(List<Result> results) {
        // Nothing depends on results.
    }
}
