package dev.lattice.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.data.DataLocations;
import dev.lattice.core.data.Datasets;
import dev.lattice.core.data.DownloadListener;
import dev.lattice.core.engine.Inference;
import dev.lattice.core.engine.TrainedModel;
import dev.lattice.core.engine.TrainingListener;
import dev.lattice.core.engine.TrainingStoppedException;
import dev.lattice.core.modelfile.ModelFolder;
import dev.lattice.core.trial.EpochRecord;
import dev.lattice.core.trial.Metric;
import dev.lattice.experiments.run.Engines;
import dev.lattice.experiments.run.LoadedData;
import dev.lattice.experiments.run.ModelTraining;
import dev.lattice.experiments.run.Results;
import dev.lattice.experiments.spec.ExperimentFile;
import dev.lattice.search.StopSignal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stop that is asked for while something is written, or when there is nothing left to stop, leaves whole files. */
@Tag("slow")
class TrainStopTest {

    /** A state is kept once a second, so there is one to write by then. */
    private static final long KEPT_NANOS = 1_500_000_000;

    @TempDir
    static Path data;

    @TempDir
    Path folder;

    private final StopSignal stop = new StopSignal();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void digits() throws IOException {
        SmallDigits.write(data, 300, 60);
    }

    @Test
    void aStopBetweenTwoEpochsLeavesACheckpointToGoOnFrom() throws IOException {
        ModelTraining training = training(1_000_000);
        TrainingListener console = console(1_000_000);
        long begin = System.nanoTime();
        assertThrows(
                TrainingStoppedException.class,
                () -> training.run(folder, new Forwarding(console) {
                    @Override
                    public void epochEnded(EpochRecord record, Inference current) {
                        super.epochEnded(record, current);
                        if (System.nanoTime() - begin > KEPT_NANOS) {
                            stop.stop();
                        }
                    }
                }));
        try (Stream<Path> checkpoints = Files.list(folder.resolve("checkpoints"))) {
            assertEquals(
                    1, checkpoints.filter(p -> p.toString().endsWith(".ckpt")).count());
        }
        assertFalse(Thread.currentThread().isInterrupted());
        // Stopped still, it ends at its first step, but not before it has found the checkpoint.
        assertThrows(TrainingStoppedException.class, () -> training.run(folder, console));
        assertTrue(err.toString().contains("goes on after epoch "), err.toString());
    }

    @Test
    void aStopAfterTheLastStepLosesNothing() {
        TrainingListener console = console(2);
        training(2).run(folder, new Forwarding(console) {
            @Override
            public void reached(
                    int epochs, Supplier<TrainedModel> trained, List<EpochRecord> learned, List<Metric> measured) {
                super.reached(epochs, trained, learned, measured);
                stop.stop();
            }
        });
        assertEquals(2, ModelFolder.read(Results.model(folder)).curve().size());
        assertTrue(Files.isRegularFile(folder.resolve("report/index.html")));
        assertFalse(Thread.currentThread().isInterrupted());
    }

    private static ExperimentSpec spec(int epochs) {
        List<String> settings = List.of(
                "dataset={name: idx, path: " + data + ", validation: 50}",
                "model.hidden=[16]",
                "training.epochs=" + epochs);
        return ExperimentFile.read("demo").resolve(settings, null).spec();
    }

    private ModelTraining training(int epochs) {
        DataLocations nowhere = new DataLocations(Optional.empty(), Optional.empty(), folder, true);
        LoadedData loaded = new LoadedData(new Datasets(nowhere, DownloadListener.SILENT));
        return new ModelTraining(spec(epochs), Engines.named(Engines.AUTO), loaded, Clock.systemUTC());
    }

    private TrainConsole console(int epochs) {
        Console console = new Console(new PrintWriter(new StringWriter()), new PrintWriter(err), false, false);
        return new TrainConsole(console, spec(epochs), 250, stop);
    }

    /** Tells another listener everything. */
    private static class Forwarding implements TrainingListener {

        private final TrainingListener next;

        Forwarding(TrainingListener next) {
            this.next = next;
        }

        @Override
        public void resumed(List<EpochRecord> done) {
            next.resumed(done);
        }

        @Override
        public void stepped(int epoch, int step, int steps) {
            next.stepped(epoch, step, steps);
        }

        @Override
        public void epochEnded(EpochRecord record, Inference current) {
            next.epochEnded(record, current);
        }

        @Override
        public void reached(
                int epochs, Supplier<TrainedModel> trained, List<EpochRecord> learned, List<Metric> measured) {
            next.reached(epochs, trained, learned, measured);
        }
    }
}
