package dev.lattice.search.space;

import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.trial.Provenance;
import dev.lattice.core.trial.StudyInfo;
import java.util.List;
import java.util.Map;

/** What a search tries. */
public final class SearchSpec {

    private SearchSpec() {}

    /**
     * Returns the search that a section {@code search} of an experiment file describes.
     *
     * @param section the section, without its name
     * @param experiment the rest of the experiment file
     * @throws dev.lattice.core.config.ConfigException for the first mistake in it
     */
    public static SearchSpec of(Map<String, ?> section, Map<String, ?> experiment) {
        throw new UnsupportedOperationException();
    }

    /** Returns the search over given experiments, in their order. */
    public static SearchSpec list(List<ExperimentSpec> experiments, String objective) {
        throw new UnsupportedOperationException();
    }

    /** Returns what a study of this search records about itself. */
    public StudyInfo info(String name, Provenance provenance) {
        throw new UnsupportedOperationException();
    }
}
