package dev.lattice.experiments.run;

import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.TrialRecord;
import dev.lattice.report.rank.LossSource;
import dev.lattice.search.Study;
import dev.lattice.search.store.LossFile;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The numbers of a study's cells image by image, read from its folder when they are asked for.
 *
 * @param study folder of the study
 */
public record StudyLosses(Path study) implements LossSource {

    @Override
    public Optional<float[]> losses(TrialRecord trial, Metric metric) {
        return LossFile.read(Study.losses(study), trial, metric);
    }
}
