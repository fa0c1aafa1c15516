package dev.lattice.benchmarks;

import dev.lattice.core.config.Binarization;
import dev.lattice.core.config.Likelihood;
import dev.lattice.core.trial.EpochRecord;
import dev.lattice.core.trial.LossTerms;
import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.MetricContext;
import dev.lattice.core.trial.Provenance;
import dev.lattice.core.trial.TrialRecord;
import dev.lattice.core.trial.TrialRun;
import dev.lattice.search.Study;
import dev.lattice.search.arbiter.ArbiterSamplers;
import dev.lattice.search.schedule.TrialId;
import dev.lattice.search.space.Cell;
import dev.lattice.search.space.SearchSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Records the cells of a grid as a sweep does, durably one by one, and prints how many a second: for each cell the start of its
 * training, which is not forced to disk, and its result with the whole curve, which is. Opening the study, adding the cells and
 * closing it count too. One study in one process, so that the JVM is as cold as that of a user.
 *
 * <p>Arguments: {@code FOLDER}, which must not exist. Prints {@code cells/s, seconds, bytes of events.log, bytes of study.mv}.
 */
public final class StoreBench {

    private static final int EPOCHS = 50;

    private StoreBench() {}

    /** Records the study. */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        SearchSpec search = SearchSpec.of(Map.of("space", space()), base());
        List<TrialRecord> queued = queued(search);
        List<TrialRecord> running =
                queued.stream().map(t -> t.running(run(t, 0))).toList();
        List<TrialRecord> complete = running.stream().map(StoreBench::complete).toList();
        Provenance provenance = new Provenance("0", "unknown", "17", "here", "none", "feed", Instant.EPOCH);
        long begin = System.nanoTime();
        try (Study study = Study.open(folder, search.info(folder.getFileName().toString(), provenance))) {
            study.store().add(queued);
            for (int i = 0; i < queued.size(); i++) {
                study.store().update(running.get(i));
                study.store().update(complete.get(i));
            }
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "%.0f %.2f %d %d%n",
                queued.size() / seconds,
                seconds,
                Files.size(folder.resolve("events.log")),
                Files.size(folder.resolve("study.mv")));
    }

    /** Five axes of five values: 3,125 cells. */
    private static Map<String, Object> space() {
        Map<String, Object> space = new LinkedHashMap<>();
        space.put("model.latent", List.of(2, 5, 10, 20, 50));
        space.put(
                "model.hidden",
                List.of(List.of(200), List.of(400), List.of(800), List.of(400, 200), List.of(800, 400)));
        space.put("training.batchSize", List.of(50, 100, 200, 500, 1000));
        space.put("training.learningRate", List.of(1e-4, 3e-4, 1e-3, 3e-3, 1e-2));
        space.put("seed", List.of(1, 2, 3, 4, 5));
        return space;
    }

    private static Map<String, Object> base() {
        return Map.of(
                "name", "store",
                "dataset", Map.of("name", "mnist", "validation", 0.1),
                "training", Map.of("epochs", EPOCHS));
    }

    private static List<TrialRecord> queued(SearchSpec search) {
        List<TrialRecord> queued = new ArrayList<>();
        for (Map<String, Object> point : ArbiterSamplers.of(search).ask()) {
            Cell cell = search.cell(point);
            String id = TrialId.of(cell.experiment(), "feed");
            queued.add(TrialRecord.queued(queued.size() + 1, id, cell.varied(), cell.experiment()));
        }
        return queued;
    }

    private static TrialRecord complete(TrialRecord t) {
        SplittableRandom random = new SplittableRandom(t.number());
        List<EpochRecord> curve = new ArrayList<>();
        for (int epoch = 1; epoch <= EPOCHS; epoch++) {
            curve.add(new EpochRecord(epoch, terms(random), Optional.of(terms(random)), random.nextDouble()));
        }
        MetricContext context =
                new MetricContext("mnist", "validation", 6000, Binarization.NONE, Likelihood.BERNOULLI, 0, false, 1);
        List<Metric> metrics = List.of(
                new Metric(Metric.NEGATIVE_ELBO, 100 + random.nextDouble(), Metric.NATS, context),
                new Metric(Metric.RECONSTRUCTION, 75 + random.nextDouble(), Metric.NATS, context),
                new Metric(Metric.KL, 25 + random.nextDouble(), Metric.NATS, context),
                new Metric(Metric.OBJECTIVE, 100 + random.nextDouble(), Metric.NATS, context),
                new Metric(Metric.MSE, random.nextDouble(), "per pixel", context),
                new Metric(Metric.ACTIVE_UNITS, 20, "dimensions", context));
        return t.complete(curve, metrics, run(t, 60));
    }

    private static TrialRun run(TrialRecord t, double seconds) {
        return new TrialRun("fused", 1, Instant.EPOCH, seconds, t.number(), 651_000);
    }

    private static LossTerms terms(SplittableRandom random) {
        return new LossTerms(100 + random.nextDouble(), 25 + random.nextDouble(), 125 + random.nextDouble());
    }
}
