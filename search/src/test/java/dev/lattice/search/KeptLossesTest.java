package dev.lattice.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.config.Binarization;
import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.config.Likelihood;
import dev.lattice.core.config.SpecBinder;
import dev.lattice.core.engine.Inference;
import dev.lattice.core.model.Network;
import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.MetricContext;
import dev.lattice.core.trial.TrialRecord;
import dev.lattice.core.trial.TrialState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptLossesTest {

    private static final int IMAGES = 10;
    private static final ExperimentSpec SPEC =
            SpecBinder.bind(Map.of("name", "base", "dataset", Map.of("name", "digits")), ExperimentSpec.class);

    @TempDir
    Path folder;

    @Test
    void theBestStayWhereThereIsNoRoomForAll() throws IOException {
        // Room for a hundred cells, the least that is kept.
        KeptLosses losses = new KeptLosses(folder, Metric.NEGATIVE_ELBO, List.of(), 1);
        Network network = Network.of(SPEC.model(), 2, 2, 2);
        for (int number = 1; number <= 300; number++) {
            // Worse and worse first, better and better then.
            float loss = number <= 150 ? number : 301 - number;
            losses.save(cell(number, loss), network, Optional.of(measures(loss)));
        }
        TreeSet<Integer> kept = new TreeSet<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.forEach(
                    f -> kept.add(Integer.parseInt(f.getFileName().toString().replace(".f32", ""))));
        }
        assertTrue(kept.size() >= 100 && kept.size() <= 110, () -> kept.size() + " files");
        for (int best = 1; best <= 50; best++) {
            assertTrue(kept.contains(best) && kept.contains(301 - best), "cell of loss " + best);
        }
    }

    @Test
    void aNumberThatIsNoMeanOverTheImagesIsNotKept() throws IOException {
        KeptLosses losses = new KeptLosses(folder, Metric.NEGATIVE_ELBO, List.of(), 1L << 20);
        losses.save(cell(1, 5), Network.of(SPEC.model(), 2, 2, 2), Optional.of(measures(6)));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(0, files.count());
        }
    }

    private static Inference.Measures measures(float loss) {
        float[] reconstruction = new float[IMAGES];
        Arrays.fill(reconstruction, loss);
        return new Inference.Measures(
                new Inference.ImageLosses(reconstruction, new float[IMAGES]), null, new float[IMAGES]);
    }

    private static TrialRecord cell(int number, double loss) {
        MetricContext context =
                new MetricContext("digits", "validation", IMAGES, Binarization.NONE, Likelihood.BERNOULLI, 0, false, 1);
        return new TrialRecord(
                number,
                "id" + number,
                TrialState.COMPLETE,
                Map.of(),
                SPEC,
                List.of(),
                List.of(new Metric(Metric.NEGATIVE_ELBO, loss, Metric.NATS, context)),
                Optional.empty(),
                Optional.empty());
    }
}
