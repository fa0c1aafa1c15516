package dev.lattice.experiments.reproduce;

import dev.lattice.core.config.ConfigException;
import dev.lattice.core.config.SpecBinder;
import dev.lattice.core.data.Dataset;
import dev.lattice.core.data.ImageSet;
import dev.lattice.core.engine.Inference;
import dev.lattice.core.evaluate.Gaussian;
import dev.lattice.core.evaluate.ImageClassifier;
import dev.lattice.core.evaluate.PriorDraws;
import dev.lattice.core.model.Variants;
import dev.lattice.core.modelfile.SavedModel;
import dev.lattice.core.random.Seeds;
import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.StudyInfo;
import dev.lattice.experiments.run.Engines;
import dev.lattice.experiments.run.LoadedData;
import dev.lattice.experiments.run.OpenModel;
import dev.lattice.report.ModelGallery;
import dev.lattice.report.figure.Subject;
import dev.lattice.report.rank.MetricNames;
import dev.lattice.report.table.Numbers;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The complete runs of a reproduction, opened once, with what figures and measures share. For use by one thread. */
final class Workbench implements AutoCloseable {

    private final Map<String, RunResult> runs = new LinkedHashMap<>();
    private final Engines engines;
    private final LoadedData data;
    private final Progress progress;
    private final Map<String, OpenModel> models = new HashMap<>();
    private final Map<String, ImageClassifier> classifiers = new HashMap<>();
    private final Map<String, Double> accuracies = new HashMap<>();
    private final Map<String, Gaussian> real = new HashMap<>();
    private final Map<List<String>, List<Metric>> metrics = new HashMap<>();

    Workbench(List<RunResult> complete, Engines engines, LoadedData data, Progress progress) {
        complete.forEach(run -> runs.put(run.id(), run));
        this.engines = engines;
        this.data = data;
        this.progress = progress;
    }

    /** Returns all runs in their order. */
    List<RunResult> runs() {
        return List.copyOf(runs.values());
    }

    /** Returns a run by the id of the file. */
    RunResult run(String id) {
        RunResult run = runs.get(id);
        if (run == null) {
            throw SpecBinder.unknown("run", id, runs.keySet());
        }
        return run;
    }

    /** Returns the cells of a run. */
    StudyInfo.View study(String id) {
        return run(id).study().orElseThrow(() -> new ConfigException("run '" + id + "' is no sweep"));
    }

    /** Returns the model of a run on disk. */
    SavedModel saved(String id) {
        return run(id).saved()
                .orElseThrow(() -> new ConfigException("run '" + id + "' is a sweep and has no single model"));
    }

    /** Returns the model of a run, ready for use until this is closed. */
    OpenModel model(String id) {
        return models.computeIfAbsent(id, i -> new OpenModel(saved(i), engines, null));
    }

    /** Returns the data set of a run. */
    Dataset dataset(String id) {
        return data.dataset(run(id).spec().dataset());
    }

    /** Returns images of a run: {@code test}, {@code validation} or {@code train}. */
    ImageSet images(String id, String part) {
        return model(id).images(data, part);
    }

    /** Returns images for figures, test images where the run opened them anyway, and as many as figures use. */
    Inference.Input shown(String id) {
        String part = saved(id).model().spec().evaluateTest() ? "test" : "validation";
        return model(id).input(images(id, part).first(ModelGallery.IMAGES));
    }

    /** Returns a metric of a model on a part of its images, as its training recorded it if it did. */
    Metric metric(String id, String name, String part) {
        List<Metric> recorded = saved(id).metrics().stream()
                .filter(m -> m.context().split().equals(part))
                .toList();
        List<Metric> all = recorded.isEmpty()
                ? metrics.computeIfAbsent(List.of(id, part), k -> model(id).evaluate(images(id, part), part))
                : recorded;
        return all.stream()
                .filter(m -> m.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ConfigException("run '" + id + "' has no metric '" + name + "'"));
    }

    /** Returns the classifier of a run's data set, trained on its training images the first time. */
    ImageClassifier classifier(String id) {
        return classifiers.computeIfAbsent(dataset(id).checksum(), c -> {
            progress.say("training the classifier that judges images of "
                    + dataset(id).name());
            return ImageClassifier.train(dataset(id).train(), share -> {});
        });
    }

    /** Returns the share of real test images that the classifier recognizes. */
    double classifierAccuracy(String id) {
        return accuracies.computeIfAbsent(
                dataset(id).checksum(), c -> classifier(id).accuracy(dataset(id).test()));
    }

    /** Returns how the classifier's features of the real test images are distributed. */
    Gaussian realFeatures(String id) {
        return real.computeIfAbsent(
                dataset(id).checksum(),
                c -> classifier(id)
                        .classify(ImageClassifier.pixels(dataset(id).test()))
                        .distribution());
    }

    /**
     * Returns decoded draws of N(0, I), [count, pixels] row by row.
     *
     * @param labels given to a conditional model
     */
    float[] draws(String id, int[] labels) {
        long key = new Seeds(saved(id).model().spec().seed()).derive("claims");
        return PriorDraws.decoded(model(id).inference(), key, labels);
    }

    /** Returns labels that go through all classes again and again. */
    int[] labels(String id, int count) {
        int[] labels = new int[count];
        int classes = dataset(id).train().classes();
        Arrays.setAll(labels, i -> i % classes);
        return labels;
    }

    /** Returns how figures call the model of a run. */
    Subject subject(String id) {
        SavedModel saved = saved(id);
        var model = saved.model().spec().model();
        String variant = variant(model.variant());
        String title = variant + " with a code of " + model.latent() + " dimensions after "
                + saved.model().spec().training().epochs() + " epochs on "
                + saved.model().spec().dataset().name();
        boolean test =
                saved.metrics().stream().anyMatch(m -> m.context().split().equals("test"));
        Optional<Metric> value = saved.metrics().stream()
                .filter(m -> m.context().split().equals(test ? "test" : "validation"))
                .findFirst();
        return new Subject(
                title,
                variant,
                value.map(m -> (test ? "test " : "validation ") + MetricNames.inSentence(m.name()) + " "
                                + Numbers.measured(m.value()))
                        .orElse(""),
                saved.model().spec().seed());
    }

    /** Returns a variant's title. */
    static String variant(String name) {
        return Variants.all().stream()
                .filter(v -> v.name().equals(name))
                .map(v -> v.title())
                .findFirst()
                .orElse(name);
    }

    @Override
    public void close() {
        models.values().forEach(OpenModel::close);
    }
}
