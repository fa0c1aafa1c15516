package dev.lattice.experiments.cli;

import dev.lattice.core.config.Check;
import dev.lattice.core.config.ConfigException;
import dev.lattice.core.config.DatasetSpec;
import dev.lattice.core.data.Datasets;
import dev.lattice.core.data.ImageSet;
import dev.lattice.experiments.run.AnomalyScores;
import dev.lattice.experiments.run.LoadedData;
import dev.lattice.experiments.run.OpenModel;
import dev.lattice.experiments.run.Results;
import dev.lattice.report.file.WholeFile;
import dev.lattice.report.rank.MetricNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Scores images by how unusual a model finds them. */
@Command(
        name = "anomaly",
        mixinStandardHelpOptions = true,
        versionProvider = Lattice.Version.class,
        description = {
            "Score images by how unusual a model finds them, and say how well that tells anomalies.",
            "",
            "Anomalies are the images of some classes, by default those that the model never saw (dataset.without), or the test "
                    + "images of another data set. Scores are the reconstruction loss and −ELBO of each image, in nats; the area under "
                    + "the ROC curve is the share of pairs in which the anomaly scores higher: 0.5 is chance, 1 is perfect.",
            ""
        },
        footer = {
            "",
            "Example:",
            "  lattice train mnist-mlp --set dataset.without=[4] --set name=without-4 && lattice anomaly without-4",
            "  lattice anomaly mnist-mlp --against fashion-mnist --csv scores.csv"
        })
final class AnomalyCommand implements Callable<Integer> {

    @Option(
            names = "--classes",
            paramLabel = "N",
            split = ",",
            description = "Classes that are anomalies (default: those that the model's training left out).")
    private List<Integer> classes;

    @Option(
            names = "--against",
            paramLabel = "DATASET",
            description = "Data set whose test images are the anomalies, such as fashion-mnist.")
    private String against;

    @Option(
            names = "--against-path",
            paramLabel = "PATH",
            description = "File or folder of that data set, if it is idx, csv or images.")
    private String againstPath;

    @Option(names = "--csv", paramLabel = "CSV", description = "File to write the scores of every image to.")
    private Path csv;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Mixin
    private ModelOptions model;

    @Mixin
    private PartOption part;

    @Mixin
    private DataOptions data;

    @Mixin
    private Verbosity verbosity;

    @Override
    public Integer call() {
        Console console = verbosity.console();
        Check.require(classes == null || against == null, "--classes", "must not be given with --against", classes);
        Check.require(
                againstPath == null || against != null, "--against-path", "must be given with --against", againstPath);
        if (csv != null) {
            Results.requireWritableFile("--csv", csv);
        }
        AnomalyScores scores;
        try (OpenModel open = model.open(model.location())) {
            if (open.givenLabel()) {
                throw new ConfigException(
                        "'" + open.spec().model().variant()
                                + "' is given the label of each image, which an anomaly does not have; use a model that is not");
            }
            Datasets datasets = data.datasets(verbosity.environment(), console);
            ImageSet images = open.images(new LoadedData(datasets), part.part());
            scores = against == null ? byClass(open, images) : bySet(open, images, datasets);
            console.endLive();
        }
        // Before the file, which may fail.
        console.print(json ? Json.of(json(scores)) : text(scores));
        if (csv != null) {
            write(scores);
        }
        if (csv != null && !json) {
            console.print("scores: " + csv);
        }
        return Failures.OK;
    }

    private AnomalyScores byClass(OpenModel open, ImageSet images) {
        List<Integer> chosen = classes == null ? open.spec().dataset().without() : classes;
        Check.require(
                !chosen.isEmpty(),
                "--classes",
                "must be given, or --against, for a model whose training left no class out",
                "absent");
        for (int label : chosen) {
            Check.require(
                    label >= 0 && label < images.classes(),
                    "--classes",
                    "must be 0 to " + (images.classes() - 1),
                    label);
        }
        AnomalyScores scores = AnomalyScores.ofClasses(open, images, chosen::contains);
        for (boolean anomalies : new boolean[] {false, true}) {
            Check.require(
                    scores.of("reconstruction", anomalies).length > 0,
                    "--classes",
                    "must leave images of both kinds, normal and not",
                    chosen);
        }
        return scores;
    }

    private AnomalyScores bySet(OpenModel open, ImageSet images, Datasets datasets) {
        String path = againstPath == null ? "" : againstPath;
        ImageSet other = datasets.load(new DatasetSpec(against, path, "", null, null, null, null))
                .test();
        Check.require(
                other.height() == images.height() && other.width() == images.width(),
                "--against",
                "must hold images of " + images.height() + "x" + images.width(),
                against + " of " + other.height() + "x" + other.width());
        return AnomalyScores.ofSets(open, images, other);
    }

    private static String text(AnomalyScores scores) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%,d normal images, %,d anomalies%n  %-16s %12s %12s %9s%n",
                scores.of("reconstruction", false).length,
                scores.of("reconstruction", true).length,
                "score",
                "normal nats",
                "anomaly nats",
                "ROC AUC"));
        scores.scores()
                .keySet()
                .forEach(name -> text.append(String.format(
                        Locale.ROOT,
                        "  %-16s %12.2f %12.2f %9.4f%n",
                        MetricNames.title(name),
                        mean(scores.of(name, false)),
                        mean(scores.of(name, true)),
                        scores.area(name))));
        return text.toString();
    }

    private static Map<String, Object> json(AnomalyScores scores) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("normal", scores.of("reconstruction", false).length);
        json.put("anomalies", scores.of("reconstruction", true).length);
        Map<String, Object> areas = new LinkedHashMap<>();
        scores.scores().keySet().forEach(name -> areas.put(name, scores.area(name)));
        json.put("rocAuc", areas);
        return json;
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private void write(AnomalyScores scores) {
        StringBuilder text = new StringBuilder("index,label,anomaly");
        scores.scores().keySet().forEach(name -> text.append(',').append(name));
        for (int i = 0; i < scores.labels().length; i++) {
            int image = i;
            text.append('\n')
                    .append(i)
                    .append(',')
                    .append(scores.labels()[i])
                    .append(',')
                    .append(scores.anomalous()[i] ? 1 : 0);
            scores.scores().values().forEach(values -> text.append(',').append(values[image]));
        }
        try {
            WholeFile.write(csv, text.append('\n').toString());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + csv + ": " + e.getMessage(), e);
        }
    }
}
