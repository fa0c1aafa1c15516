package dev.lattice.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.trial.TrialRecord;
import dev.lattice.core.trial.TrialState;
import dev.lattice.search.store.StudyReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What only real processes show: signals, and two sweeps of one study. */
@Tag("slow")
@DisabledOnOs(OS.WINDOWS)
class ProcessesTest {

    @TempDir
    static Path data;

    @TempDir
    Path folder;

    @BeforeAll
    static void digits() throws IOException {
        SmallDigits.write(data, 600, 60);
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void signalStopsWithACheckpointAndTheWayOn(String signal, int code) throws Exception {
        try (ChildProcess sweep = ChildProcess.start(folder, sweep(100_000, "it's mine"))) {
            assertTrue(sweep.awaitErr(" to run"), sweep.err());
            assertTrue(sweep.works(Duration.ofSeconds(2)), sweep.err());
            // A state is kept once a second; on an idle machine, two seconds of its cores pass in less.
            assertTrue(sweep.runs(2_000), sweep.err());
            sweep.signal(signal);
            assertEquals(code, sweep.exit(), sweep.err());
            String last = sweep.err().lines().reduce((a, b) -> b).orElseThrow();
            assertTrue(last.contains("to go on: lattice sweep demo --study=one "), last);
            assertTrue(last.contains("'--set=description=it'\\''s mine'"), last);
        }
        try (Stream<Path> checkpoints = Files.list(folder.resolve("one/checkpoints"))) {
            assertEquals(
                    1, checkpoints.filter(p -> p.toString().endsWith(".ckpt")).count());
        }
        assertTrue(StudyReader.read(folder.resolve("one")).trials().stream()
                .allMatch(t -> t.state() == TrialState.QUEUED));
    }

    @Test
    void interruptedTrainingGoesOnWhereItStopped() throws Exception {
        List<String> words = new ArrayList<>(List.of("train", "demo", "--out=" + folder, "--set=model.hidden=[16]"));
        words.addAll(List.of("--set=training.epochs=100000", "--set=name=one"));
        words.add("--set=dataset={name: idx, path: " + data + ", validation: 50}");
        try (ChildProcess train = ChildProcess.start(folder, words)) {
            assertTrue(train.awaitErr("epoch 3/100000"), train.err());
            assertTrue(train.runs(2_000), train.err());
            train.signal("INT");
            assertEquals(130, train.exit(), train.err());
            String last = train.err().lines().reduce((a, b) -> b).orElseThrow();
            assertTrue(last.contains("stopped; to go on: lattice train demo "), last);
        }
        try (ChildProcess again = ChildProcess.start(folder, words)) {
            assertTrue(again.awaitErr("goes on after epoch "), again.err());
            assertTrue(again.awaitErr("/100000  train "), again.err());
            Matcher epochs = Pattern.compile("goes on after epoch (\\d+)\\R.*?epoch (\\d+)/100000", Pattern.DOTALL)
                    .matcher(again.err());
            assertTrue(epochs.find(), again.err());
            assertEquals(Integer.parseInt(epochs.group(1)) + 1, Integer.parseInt(epochs.group(2)), again.err());
            again.kill();
        }
    }

    @Test
    void interruptedReproductionSaysTheWayOn() throws Exception {
        Path toy = Files.writeString(folder.resolve("toy.yaml"), """
                name: toy
                title: "A toy"
                runs: [{id: vae, experiment: mnist-mlp}]
                claims:
                  - id: latent
                    text: "Twenty dimensions"
                    measure: {kind: setting, run: vae, key: model.latent}
                    claimed: 20
                    how: "As configured."
                """);
        List<String> words = new ArrayList<>(List.of("reproduce", toy.toString(), "--out=" + folder));
        words.addAll(List.of("--set=model.hidden=[16]", "--set=training.epochs=100000"));
        words.add("--set=dataset={name: idx, path: " + data + ", validation: 50}");
        try (ChildProcess reproduction = ChildProcess.start(folder, words)) {
            assertTrue(reproduction.awaitErr("epoch 3/100000"), reproduction.err());
            assertTrue(reproduction.runs(2_000), reproduction.err());
            reproduction.signal("INT");
            assertEquals(130, reproduction.exit(), reproduction.err());
            String last = reproduction.err().lines().reduce((a, b) -> b).orElseThrow();
            assertTrue(last.contains("stopped; to go on: lattice reproduce "), last);
        }
        try (Stream<Path> checkpoints = Files.list(folder.resolve("mnist-mlp/checkpoints"))) {
            assertEquals(
                    1, checkpoints.filter(p -> p.toString().endsWith(".ckpt")).count());
        }
    }

    @Test
    void secondInterruptEndsAtOnce() throws Exception {
        try (ChildProcess sweep = ChildProcess.start(folder, sweep(100_000, "mine"))) {
            assertTrue(sweep.awaitErr(" to run"), sweep.err());
            sweep.signal("INT");
            sweep.signal("INT");
            assertEquals(130, sweep.exit(), sweep.err());
        }
        assertEquals(1, StudyReader.read(folder.resolve("one")).trials().size());
    }

    @Test
    void ofTwoSweepsAtOnceOneIsToldWhoHoldsTheStudy() throws Exception {
        try (ChildProcess first = ChildProcess.start(folder, sweep(100_000, "mine"));
                ChildProcess second = ChildProcess.start(folder, sweep(100_000, "mine"))) {
            while (first.alive() && second.alive()) {
                first.runs(20);
            }
            ChildProcess refused = first.alive() ? second : first;
            ChildProcess holder = first.alive() ? first : second;
            assertEquals(2, refused.exit(), refused.err());
            String line = refused.err().lines().reduce((a, b) -> b).orElseThrow();
            assertTrue(line.contains("in use by process " + holder.pid() + " on "), line);
            assertTrue(line.matches(".* since \\d{4}-\\d\\d-\\d\\dT.*"), line);
            // Killed, it leaves no lock behind.
            holder.awaitErr(" to run");
            holder.kill();
        }
        try (ChildProcess next = ChildProcess.start(folder, sweep(2, "mine"))) {
            assertEquals(0, next.exit(), next.err());
        }
    }

    /** Native memory that the process may not have, and a heap that is too small. */
    @ParameterizedTest
    @CsvSource({"-Dorg.bytedeco.javacpp.maxphysicalbytes=500m", "-Xmx64m"})
    void networkTooLargeForTheMemoryFailsItsCellsAndNoOthers(String limit) throws Exception {
        List<String> words = words("mine", 2);
        words.add("--set=search={space: {model.hidden: [[16], [12000], [30], [32]]}}");
        try (ChildProcess sweep = ChildProcess.start(folder, List.of(limit), words)) {
            assertEquals(1, sweep.exit(), sweep.err());
            String err = sweep.err();
            assertTrue(err.contains("[hidden=12000] out of memory ("), err);
            assertFalse(err.contains("\tat "), err);
            assertTrue(err.contains("3 cells complete, 1 failed"), err);
        }
        assertEquals(
                List.of(TrialState.COMPLETE, TrialState.FAILED, TrialState.COMPLETE, TrialState.COMPLETE),
                StudyReader.read(folder.resolve("one")).trials().stream()
                        .map(TrialRecord::state)
                        .toList());
    }

    private List<String> sweep(int epochs, String description) {
        List<String> words = words(description, 1);
        words.add("--set=model.hidden=[16]");
        words.add("--set=search={space: {training.epochs: [" + epochs + "]}}");
        return words;
    }

    private List<String> words(String description, int workers) {
        List<String> words = new ArrayList<>(List.of("sweep", "demo", "--study=one", "--out=" + folder));
        words.addAll(List.of("--workers=" + workers, "--set=description=" + description));
        words.add("--set=dataset={name: idx, path: " + data + ", validation: 50}");
        return words;
    }
}
