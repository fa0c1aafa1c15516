package dev.lattice.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A process that sweeps on and on does not grow; {@code benchmarks/memory} is the same with 200 trials, as users start it. */
@Tag("slow")
@EnabledOnOs(OS.LINUX)
class ResidentMemoryTest {

    private static final int FIRST = 15;
    private static final int LAST = 60;

    /** What may come on top; one training's parameters, gradient and moments are 10 MB, so that a leak would take 450. */
    private static final double MORE = 1.1;

    @TempDir
    static Path data;

    @TempDir
    Path folder;

    @BeforeAll
    static void digits() throws IOException {
        SmallDigits.write(data, 400, 60);
    }

    @Test
    void theSixtiethTrainingLeavesNoMoreMemoryThanTheFifteenth() throws Exception {
        // A heap that is all there from the beginning: what grows is outside it, or would fill it.
        List<String> heap = List.of("-Xms192m", "-Xmx192m", "-XX:+AlwaysPreTouch");
        try (ChildProcess sweep = ChildProcess.start(folder, heap, sweep())) {
            long first = residentAfter(sweep, FIRST);
            long last = residentAfter(sweep, LAST);
            assertEquals(0, sweep.exit(), sweep.err());
            assertTrue(last <= MORE * first, first + " kB after trial " + FIRST + ", " + last + " kB after " + LAST);
        }
    }

    private static long residentAfter(ChildProcess sweep, int trials) throws Exception {
        assertTrue(sweep.awaitErr("\n" + trials + "/" + (LAST + 4) + " cells"), sweep.err());
        return Files.readAllLines(Path.of("/proc/" + sweep.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    private List<String> sweep() {
        List<String> words = new ArrayList<>(List.of("sweep", "demo", "--study=one", "--out=" + folder, "--workers=2"));
        words.add("--set=dataset={name: idx, path: " + data + ", validation: 50}");
        words.add("--set=model.hidden=[400]");
        String seeds =
                IntStream.rangeClosed(1, LAST + 4).mapToObj(Integer::toString).collect(Collectors.joining(","));
        words.add("--set=search={space: {training.epochs: [2], seed: [" + seeds + "]}}");
        return words;
    }
}
