package dev.lattice.experiments.run;

import dev.lattice.core.data.DataSplit;
import dev.lattice.core.evaluate.Evaluated;
import dev.lattice.core.evaluate.FullEvaluation;
import dev.lattice.core.evaluate.FullEvaluation.References;
import dev.lattice.core.evaluate.Measured;
import dev.lattice.core.evaluate.SharedClassifier;
import dev.lattice.core.modelfile.ModelFolder;
import dev.lattice.core.modelfile.SavedModel;
import dev.lattice.core.trial.TrialRecord;
import dev.lattice.core.trial.TrialState;
import dev.lattice.search.Study;
import dev.lattice.search.store.StudyReader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Measures the models of a comparison on its held-out images, each once: what a table side by side needs beyond what trainings record. */
public final class ComparedModels {

    private final Path study;
    private final Engines engines;
    private final LoadedData data;
    private final Map<List<Object>, Held> splits = new HashMap<>();

    /** Creates the measures of a study in a folder. */
    public ComparedModels(Path study, Engines engines, LoadedData data) {
        this.study = study;
        this.engines = engines;
        this.data = data;
    }

    /**
     * What is measured.
     *
     * @param importanceSamples K of −log p(x); 0 to leave it out
     * @param references whether probes of codes and images from the prior are measured, for which training images are needed
     */
    public record Order(int importanceSamples, boolean references) {

        private boolean isNothing() {
            return importanceSamples == 0 && !references;
        }

        private boolean isIn(List<Measured> known) {
            return (importanceSamples == 0
                            || known.stream()
                                    .anyMatch(m -> m.name().equals(Measured.NEGATIVE_LOG_LIKELIHOOD)
                                            && (m.value() == null || m.context().samples() == importanceSamples)))
                    && (!references || known.stream().anyMatch(m -> m.name().equals(Measured.FRECHET_DISTANCE)));
        }
    }

    /** Is told what is being measured. */
    public interface Listener extends FullEvaluation.Progress {

        /** Called before a cell's model is measured. */
        void measuring(TrialRecord trial);

        /** Called for a cell whose model cannot be measured, with the reason in one line. */
        void passedOver(TrialRecord trial, String why);
    }

    private record Held(DataSplit split, SharedClassifier judge) {}

    /** Measures what has not been measured already, of every model that was kept and is of the data as it is now. */
    public void measure(Order order, Listener listener) {
        if (order.isNothing()) {
            return;
        }
        for (TrialRecord trial : StudyReader.read(study).trials()) {
            Path folder = Study.model(study, trial.number());
            List<Measured> known = CellEvaluations.read(study, trial);
            if (trial.state() == TrialState.COMPLETE && ModelFolder.isModel(folder) && !order.isIn(known)) {
                SavedModel saved = ModelFolder.read(folder);
                Optional<String> changed = TrainingData.changed(
                        saved, data.dataset(trial.experiment().dataset()));
                if (changed.isPresent()) {
                    listener.passedOver(trial, changed.get());
                    continue;
                }
                listener.measuring(trial);
                Map<String, Measured> all = new LinkedHashMap<>();
                known.forEach(m -> all.put(m.name(), m));
                measured(trial, saved, order, listener).forEach(m -> all.put(m.name(), m));
                CellEvaluations.write(study, trial, List.copyOf(all.values()));
            }
        }
    }

    private List<Measured> measured(TrialRecord trial, SavedModel saved, Order order, Listener listener) {
        Held held = splits.computeIfAbsent(
                List.of(trial.experiment().dataset(), trial.experiment().splitSeed()), k -> {
                    DataSplit split = data.split(trial.experiment());
                    // Never the images that are evaluated.
                    return new Held(split, new SharedClassifier(split.train()));
                });
        try (OpenModel model = new OpenModel(saved, engines, null)) {
            return FullEvaluation.sideBySide(
                    new Evaluated(
                            model.inference(),
                            model.spec(),
                            model.input(held.split().validation()),
                            "validation"),
                    order.importanceSamples(),
                    order.references()
                            ? Optional.of(new References(held.split().train(), held.judge()))
                            : Optional.empty(),
                    listener);
        }
    }
}
