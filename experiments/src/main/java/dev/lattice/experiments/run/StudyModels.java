package dev.lattice.experiments.run;

import dev.lattice.core.config.ConfigException;
import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.data.DataFormatException;
import dev.lattice.core.data.DataSplit;
import dev.lattice.core.data.ImageSet;
import dev.lattice.core.engine.Inference;
import dev.lattice.core.evaluate.Measured;
import dev.lattice.core.modelfile.ModelFolder;
import dev.lattice.core.trial.StudyInfo;
import dev.lattice.core.trial.TrialRecord;
import dev.lattice.report.ModelGallery;
import dev.lattice.search.Study;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The models that a study kept, opened for its report. */
final class StudyModels implements ModelGallery {

    private final Path study;
    private final Engines engines;
    private final LoadedData data;
    private final Map<Integer, TrialRecord> trials = new HashMap<>();
    private final Map<List<Object>, ImageSet> validation = new HashMap<>();
    private final Set<String> missing = new LinkedHashSet<>();

    StudyModels(Path study, StudyInfo.View view, Engines engines, LoadedData data) {
        this.study = study;
        this.engines = engines;
        this.data = data;
        for (TrialRecord trial : view.trials()) {
            trials.put(trial.number(), trial);
        }
    }

    /** Returns why data that a figure needs was not there, without repetition. */
    List<String> missing() {
        return List.copyOf(missing);
    }

    @Override
    public boolean has(int trialNumber) {
        return ModelFolder.isModel(Study.model(study, trialNumber));
    }

    @Override
    public Optional<Inference> open(int trialNumber) {
        return has(trialNumber)
                ? Optional.of(engines.load(
                        ModelFolder.read(Study.model(study, trialNumber)).model()))
                : Optional.empty();
    }

    @Override
    public Optional<Inference.Input> validation(int trialNumber) {
        ExperimentSpec spec = trials.get(trialNumber).experiment();
        try {
            Optional<String> changed = has(trialNumber)
                    ? TrainingData.changed(
                            ModelFolder.read(Study.model(study, trialNumber)), data.dataset(spec.dataset()))
                    : Optional.empty();
            if (changed.isPresent()) {
                missing.add(changed.get());
                return Optional.empty();
            }
            ImageSet images =
                    validation.computeIfAbsent(List.of(spec.dataset(), spec.splitSeed()), k -> first(data.split(spec)));
            return images.count() == 0
                    ? Optional.empty()
                    : Optional.of(new Inference.Input(images, spec.dataset().binarization(), spec.seeds()));
        } catch (DataFormatException | ConfigException e) {
            // A report is worth having where the data is not: its tables and charts need none.
            missing.add(e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public List<Measured> measured(int trialNumber) {
        return CellEvaluations.read(study, trials.get(trialNumber));
    }

    private static ImageSet first(DataSplit split) {
        return split.validation().first(IMAGES);
    }
}
