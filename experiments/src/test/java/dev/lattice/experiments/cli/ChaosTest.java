package dev.lattice.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.trial.TrialState;
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
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

    /** What is not equal between two runs. */
    private static final Set<String> TIMES = Set.of("seconds", "started");

    /** How many starts at least must find something to go on with: a sixth. */
    private static final int SEVERAL = Math.max(1, KILLS / 6);

    private static final Pattern CELL = Pattern.compile("; trial (\\d+) \\[");
    private static final Pattern RESUMED = Pattern.compile("cell \\d+ goes on after epoch \\d+");

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
    private final Set<Integer> told = new TreeSet<>();
    private final Set<String> cut = new TreeSet<>();
    private int uncommitted;
    private int withCheckpoint;
    private int reusing;
    private int resuming;
    private int resumed;

    @BeforeAll
    static void digits() throws IOException {
        SmallDigits.write(data, IMAGES, 60);
    }

    @Test
    void killedSweepEqualsOneThatWasLeftAlone() throws Exception {
        List<Integer> progress = new ArrayList<>();
        for (int kill = 0; kill < KILLS; kill++) {
            Moment moment = Moment.values()[kill % Moment.values().length];
            Set<Integer> before = complete();
            // What is left, shared by the kills that are left, so that the last one still finds work.
            int cells = random.nextInt(2 * Math.max(0, CELLS - before.size() - LEFT) / (KILLS - kill) + 1);
            try (ChildProcess sweep = ChildProcess.start(folder, sweep("killed"))) {
                await(sweep, moment, before.size() + cells);
                assertTrue(sweep.alive(), "ended before kill " + (kill + 1) + ": " + sweep.err());
                sweep.kill();
                count(sweep, kill == 0 ? 0 : before.size());
            }
            moments.merge(moment, 1, Integer::sum);
            progress.add(complete().size());
            assertTrue(complete().containsAll(before), "lost by kill " + (kill + 1));
            Optional<Path> part = checkpoint(".part");
            if (part.isPresent()) {
                // One that was left by an earlier kill may still lie there.
                cut.add(part.get() + " of " + Files.getLastModifiedTime(part.get()));
            }
            withCheckpoint += checkpoint(".ckpt").isPresent() ? 1 : 0;
            uncommitted += Files.exists(log()) && LogTail.of(log()).result() ? 1 : 0;
        }
        try (ChildProcess sweep = ChildProcess.start(folder, sweep("killed"))) {
            assertEquals(0, sweep.exit(), sweep.err());
            count(sweep, progress.get(KILLS - 1));
        }
        try (ChildProcess sweep = ChildProcess.start(folder, sweep("whole"))) {
            assertEquals(0, sweep.exit(), sweep.err());
        }
        List<String> trials = timeless("killed", "trials");
        List<String> curves = timeless("killed", "curves");
        assertEquals(timeless("whole", "trials"), trials);
        assertEquals(timeless("whole", "curves"), curves);
        Map<Integer, Integer> completions = StudyReader.completions(study("killed"));
        assertEquals(CELLS, completions.size());
        assertEquals(Set.of(1), Set.copyOf(completions.values()));
        assertTrue(StudyReader.read(study("killed")).trials().stream().allMatch(t -> t.state() == TrialState.COMPLETE));
        assertEquals(List.of(), StudySalvage.check(study("killed")));
        assertFalse(Files.exists(study("killed").resolve("checkpoints")));
        assertTrue(reusing >= SEVERAL && resuming >= SEVERAL, reusing + " reused cells, " + resuming + " resumed");
        Files.writeString(
                Path.of("target", "chaos.txt"),
                "seed " + SEED + ": " + CELLS + " cells, " + KILLS + " kills " + moments
                        + "; cells complete after each: "
                        + progress + "\nkills that left a checkpoint: " + withCheckpoint + ", half a checkpoint: "
                        + cut.size() + ", a result that was written and not yet committed: " + uncommitted
                        + "\nstarts after a kill that reused complete cells: " + reusing
                        + ", that went on with a training at its checkpoint: " + resuming + " (" + resumed
                        + " trainings)\neach of the " + CELLS + " cells completed once, trials.csv (" + trials.size()
                        + " lines) and curves.csv (" + curves.size() + " lines) equal to the byte, times aside\n");
    }

    /** Takes note of what a sweep said of cells from before, of trainings it went on with, and of cells it completed. */
    private void count(ChildProcess sweep, int before) throws IOException {
        String err = sweep.err();
        if (err.contains(" to run")) {
            assertEquals(before > 0, err.contains(", " + before + " of them complete from before"), err);
            reusing += before > 0 ? 1 : 0;
        }
        for (String line : err.lines().toList()) {
            Matcher cell = CELL.matcher(line);
            if (cell.find()) {
                assertTrue(told.add(Integer.parseInt(cell.group(1))), "run twice: " + line);
            }
        }
        Path log = study("killed").resolve("lattice.log");
        int all = Files.exists(log)
                ? (int) Files.readString(log)
                        .lines()
                        .filter(l -> RESUMED.matcher(l).find())
                        .count()
                : 0;
        resuming += all > resumed ? 1 : 0;
        resumed = all;
    }

    /** Waits for the moment of a kill. */
    private void await(ChildProcess sweep, Moment moment, int cells) throws Exception {
        if (moment == Moment.STARTING) {
            sweep.runs(random.nextInt(MOST_STARTING_MILLIS));
            return;
        }
        assertTrue(sweep.awaitErr(" to run"), sweep.err());
        while (sweep.alive() && complete().size() < cells) {
            sweep.runs(2);
        }
        switch (moment) {
            case CHECKPOINT, CHECKPOINT_AGAIN -> {
                while (sweep.alive() && checkpoint(".part").isEmpty()) {
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

    private Set<Integer> complete() {
        return Files.exists(log()) ? StudyReader.completions(study("killed")).keySet() : Set.of();
    }

    private Path log() {
        return study("killed").resolve("events.log");
    }

    /** Returns a checkpoint, or one that is being written, or was when the process was killed. */
    private Optional<Path> checkpoint(String suffix) throws IOException {
        Path checkpoints = study("killed").resolve("checkpoints");
        if (!Files.isDirectory(checkpoints)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(checkpoints)) {
            return files.filter(f -> f.toString().endsWith(suffix)).findFirst();
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

    private List<String> sweep(String study) {
        String rates = Stream.iterate(1, i -> i + 1)
                .limit(RATES)
                .map(i -> String.format(Locale.ROOT, "0.%03d", i))
                .collect(Collectors.joining(",", "[", "]"));
        List<String> words = new ArrayList<>(List.of("sweep", "demo", "--study=" + study, "--out=" + folder));
        words.addAll(List.of("--workers=2", "--checkpoint-every=0s", "--seed=3"));
        for (String setting : List.of(
                "description=chaos",
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

    /** Returns a table without the columns that are times. No cell here is quoted. */
    private List<String> timeless(String study, String table) throws IOException {
        List<String> lines = Files.readAllLines(study(study).resolve("report/" + table + ".csv"));
        List<String> header = List.of(lines.get(0).split(",", -1));
        assertTrue(header.contains("seconds"), header.toString());
        return lines.stream()
                .map(line -> {
                    String[] cells = line.split(",", -1);
                    assertEquals(header.size(), cells.length, line);
                    return IntStream.range(0, cells.length)
                            .filter(i -> !TIMES.contains(header.get(i)))
                            .mapToObj(i -> cells[i])
                            .collect(Collectors.joining(","));
                })
                .toList();
    }
}
