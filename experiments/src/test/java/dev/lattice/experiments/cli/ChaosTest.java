package dev.lattice.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.trial.TrialState;
import dev.lattice.report.table.TrialsCsv;
import dev.lattice.search.store.StudyReader;
import dev.lattice.search.store.StudySalvage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A sweep that is killed again and again gives the tables of one that was left alone. Kills are spread over its progress, not over
 * time: each comes after a random number of further cells, and then at a random moment, while a checkpoint is written, or while
 * an event is committed; some come while it starts. {@code benchmarks/chaos} runs it with 60 cells and 40 kills; the seed is
 * printed into {@code target/chaos.txt}.
 */
@Tag("slow")
@DisabledOnOs(OS.WINDOWS)
class ChaosTest {

    private static final int KILLS = Integer.getInteger("lattice.chaos.kills", 6);
    private static final int RATES = Integer.getInteger("lattice.chaos.rates", 2);
    private static final int IMAGES = Integer.getInteger("lattice.chaos.images", 300);
    private static final long SEED = Long.getLong("lattice.chaos.seed", System.nanoTime());

    /** Epochs and latents of a rate. */
    private static final int CELLS = 6 * RATES;

    /** A training for each worker: it cannot end before a kill that comes soon. */
    private static final int LEFT = 6;

    /** A start takes about this long. */
    private static final int MOST_STARTING_MILLIS = 1500;

    /** When a kill comes. */
    private enum Moment {
        TRAINING,
        CHECKPOINT,
        COMMIT,
        TRAINING_AGAIN,
        CHECKPOINT_AGAIN,
        COMMIT_AGAIN,
        STARTING
    }

    @TempDir
    static Path data;

    @TempDir
    Path folder;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final Map<Moment, Integer> moments = new EnumMap<>(Moment.class);
    private int cutCheckpoints;
    private int uncommitted;

    @BeforeAll
    static void digits() throws IOException {
        SmallDigits.write(data, IMAGES, 60);
    }

    @Test
    void killedSweepEqualsOneThatWasLeftAlone() throws Exception {
        List<Integer> progress = new ArrayList<>();
        for (int kill = 0; kill < KILLS; kill++) {
            Moment moment = Moment.values()[kill % Moment.values().length];
            int before = complete();
            // What is left, shared by the kills that are left, so that the last one still finds work.
            int cells = random.nextInt(2 * Math.max(0, CELLS - before - LEFT) / (KILLS - kill) + 1);
            try (ChildProcess sweep = ChildProcess.start(folder, sweep("killed"))) {
                await(sweep, moment, before + cells);
                assertTrue(sweep.alive(), "ended before kill " + (kill + 1) + ": " + sweep.err());
                sweep.kill();
            }
            moments.merge(moment, 1, Integer::sum);
            progress.add(complete());
            cutCheckpoints += part().isPresent() ? 1 : 0;
            uncommitted += Files.exists(log()) && LogTail.of(log()).result() ? 1 : 0;
        }
        finish("killed");
        finish("whole");
        assertEquals(timeless(trials("whole"), Set.copyOf(TrialsCsv.RUN_COLUMNS)), trialsOf("killed"));
        assertEquals(curvesOf("whole"), curvesOf("killed"));
        Map<Integer, Integer> completions = StudyReader.completions(study("killed"));
        assertEquals(CELLS, completions.size());
        assertEquals(Set.of(1), Set.copyOf(completions.values()));
        assertTrue(StudyReader.read(study("killed")).trials().stream().allMatch(t -> t.state() == TrialState.COMPLETE));
        assertEquals(List.of(), StudySalvage.check(study("killed")));
        assertFalse(Files.exists(study("killed").resolve("checkpoints")));
        Files.writeString(
                Path.of("target", "chaos.txt"),
                "seed " + SEED + ": " + CELLS + " cells, " + KILLS + " kills " + moments
                        + "; cells complete after each: "
                        + progress + "; " + cutCheckpoints + " left half a checkpoint, " + uncommitted
                        + " a result that was written and not yet committed; tables equal, each cell completed once\n");
    }

    /** Waits for the moment of a kill. */
    private void await(ChildProcess sweep, Moment moment, int cells) throws Exception {
        if (moment == Moment.STARTING) {
            sweep.runs(random.nextInt(MOST_STARTING_MILLIS));
            return;
        }
        assertTrue(sweep.awaitErr("trainings to run"), sweep.err());
        while (sweep.alive() && complete() < cells) {
            sweep.runs(2);
        }
        switch (moment) {
            case CHECKPOINT, CHECKPOINT_AGAIN -> {
                while (sweep.alive() && part().isEmpty()) {
                    Thread.onSpinWait();
                }
            }
            case COMMIT, COMMIT_AGAIN -> {
                LogTail tail = LogTail.of(log());
                while (sweep.alive() && !tail.result()) {
                    tail = LogTail.of(log());
                }
            }
            default -> sweep.runs(random.nextInt(100));
        }
    }

    private int complete() {
        return Files.exists(log()) ? StudyReader.completions(study("killed")).size() : 0;
    }

    private Path log() {
        return study("killed").resolve("events.log");
    }

    /** Returns a checkpoint that is being written, or was when the process was killed. */
    private Optional<Path> part() throws IOException {
        Path checkpoints = study("killed").resolve("checkpoints");
        if (!Files.isDirectory(checkpoints)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(checkpoints)) {
            return files.filter(f -> f.toString().endsWith(".part")).findFirst();
        } catch (NoSuchFileException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    /**
     * What lies in a log beyond the mark up to which everything was forced to disk.
     *
     * @param result whether a complete cell is among it; other events are not forced, or small
     */
    private record LogTail(boolean result) {

        private static final int RESULT_BYTES = 600;

        static LogTail of(Path log) throws IOException {
            try (FileChannel channel = FileChannel.open(log)) {
                ByteBuffer header = ByteBuffer.allocate(64);
                channel.read(header, 0);
                long at = Math.max(header.getLong(16), header.getLong(32));
                ByteBuffer length = ByteBuffer.allocate(4);
                while (channel.read(length.clear(), at) == 4 && length.getInt(0) > 0) {
                    if (length.getInt(0) > RESULT_BYTES) {
                        return new LogTail(true);
                    }
                    at += 12 + length.getInt(0);
                }
                return new LogTail(false);
            }
        }
    }

    private void finish(String study) throws Exception {
        try (ChildProcess sweep = ChildProcess.start(folder, sweep(study))) {
            assertEquals(0, sweep.exit(), sweep.err());
        }
    }

    private List<String> sweep(String study) {
        String rates = Stream.iterate(1, i -> i + 1)
                .limit(RATES)
                .map(i -> String.format(Locale.ROOT, "0.%03d", i))
                .collect(Collectors.joining(",", "[", "]"));
        List<String> words = new ArrayList<>(List.of("sweep", "demo", "--study=" + study, "--out=" + folder));
        words.addAll(List.of("--workers=2", "--checkpoint-every=0s", "--seed=3"));
        for (String setting : List.of(
                "dataset={name: idx, path: " + data + ", validation: 50}",
                "model.hidden=[64]",
                "search={space: {training.epochs: [8, 16, 32], model.latent: [2, 5], training.learningRate: " + rates
                        + "}}")) {
            words.add("--set=" + setting);
        }
        return words;
    }

    private Path study(String name) {
        return folder.resolve(name);
    }

    private String trialsOf(String study) throws IOException {
        return timeless(trials(study), Set.copyOf(TrialsCsv.RUN_COLUMNS));
    }

    private String curvesOf(String study) throws IOException {
        return timeless(Files.readString(study(study).resolve("report/curves.csv")), Set.of("seconds"));
    }

    private String trials(String study) throws IOException {
        return Files.readString(study(study).resolve("report/trials.csv"));
    }

    /** Returns a table without the columns that say how long something took. No cell here is quoted. */
    private static String timeless(String csv, Set<String> columns) {
        List<String> lines = csv.lines().toList();
        List<String> header = List.of(lines.get(0).split(",", -1));
        assertTrue(header.containsAll(columns), header.toString());
        StringBuilder kept = new StringBuilder();
        for (String line : lines) {
            String[] cells = line.split(",", -1);
            for (int i = 0; i < cells.length; i++) {
                kept.append(columns.contains(header.get(Math.min(i, header.size() - 1))) ? "" : cells[i] + ",");
            }
            kept.append('\n');
        }
        return kept.toString();
    }
}
