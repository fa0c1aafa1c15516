package dev.lattice.search.space;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Proposes points of a space, batch by batch: ask, wait until every point of the batch is done, tell, ask again.
 *
 * <p>A sampler is deterministic: the same space, seed and told results give the same points, whatever the number of
 * workers and however often the search was interrupted. For use by one thread.
 */
public interface Sampler {

    /** Returns the next points, all different from each other and from those before; empty at the end. */
    List<Map<String, Object>> ask();

    /** Takes the results of the last batch, in its order. */
    void tell(List<Result> results);

    /**
     * What became of a point.
     *
     * @param point as asked
     * @param objective lower is better; empty for a failed one, which no sampler learns from
     */
    record Result(Map<String, Object> point, OptionalDouble objective) {}
}
