package dev.lattice.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.trial.TrialState;
import dev.lattice.report.table.TrialsCsv;
import dev.lattice.search.store.StudyReader;
import dev.lattice.search.store.StudySalvage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A sweep that is killed again and again gives the tables of one that was left alone. {@code benchmarks/chaos} runs it with 60
 * cells and 40 kills; the seed of the moments is printed into {@code target/chaos.txt}.
 */
@Tag("slow")
@DisabledOnOs(OS.WINDOWS)
class ChaosTest {

    private static final int KILLS = Integer.getInteger("lattice.chaos.kills", 6);
    private static final int RATES = Integer.getInteger("lattice.chaos.rates", 2);
    private static final int IMAGES = Integer.getInteger("lattice.chaos.images", 300);
    /** Long enough to train some epochs on a busy machine, where the first of a process are slow. */
    private static final int MOST_MILLIS = 6000;

    private static final long SEED = Long.getLong("lattice.chaos.seed", System.nanoTime());

    @TempDir
    static Path data;

    @TempDir
    Path folder;

    @BeforeAll
    static void digits() throws IOException {
        SmallDigits.write(data, IMAGES, 60);
    }

    @Test
    void killedSweepEqualsOneThatWasLeftAlone() throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        int kills = 0;
        int starting = 0;
        int checkpoints = 0;
        while (kills < KILLS) {
            try (ChildProcess sweep = ChildProcess.start(folder, sweep("killed"))) {
                // Most kills come while it trains, some while it starts or opens the study.
                if (random.nextInt(6) == 0) {
                    starting += sweep.runs(random.nextInt(1500)) ? 1 : 0;
                } else if (sweep.awaitErr("trainings to run")) {
                    sweep.runs(random.nextInt(MOST_MILLIS));
                }
                assertTrue(sweep.alive(), "ended before kill " + (kills + 1) + ": " + sweep.err());
                sweep.kill();
                kills++;
            }
            checkpoints += Files.isDirectory(study("killed").resolve("checkpoints")) ? 1 : 0;
        }
        long complete = Files.exists(study("killed").resolve("events.log"))
                ? StudyReader.completions(study("killed")).size()
                : 0;
        finish("killed");
        finish("whole");
        assertEquals(timeless(trials("whole"), Set.copyOf(TrialsCsv.RUN_COLUMNS)), trialsOf("killed"));
        assertEquals(curvesOf("whole"), curvesOf("killed"));
        Set<Integer> times =
                new TreeSet<>(StudyReader.completions(study("killed")).values());
        assertEquals(Set.of(1), times);
        assertTrue(StudyReader.read(study("killed")).trials().stream().allMatch(t -> t.state() == TrialState.COMPLETE));
        assertEquals(List.of(), StudySalvage.check(study("killed")));
        assertFalse(Files.exists(study("killed").resolve("checkpoints")));
        Files.writeString(
                Path.of("target", "chaos.txt"),
                "seed " + SEED + ": "
                        + StudyReader.read(study("killed")).trials().size() + " cells, " + kills
                        + " kills (" + starting + " of them while starting), " + complete
                        + " cells complete at the last kill, checkpoints on disk after " + checkpoints
                        + " kills; tables equal, each cell completed once\n");
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
