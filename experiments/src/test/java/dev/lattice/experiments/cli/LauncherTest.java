package dev.lattice.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The distribution's launcher over the classes under test: its {@code java} puts their class path in the place of the jar's. */
@Tag("slow")
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {

    private static final Path LAUNCHER = Path.of("src", "dist", "bin", "lattice");
    private static final String COMPILER = "lib/compiler.json";
    private static final Path STUDIES = Path.of("..", "search", "src", "test", "resources", "studies");

    private static final String JAVA = """
            #!/usr/bin/env bash
            words=("$@")
            for i in "${!words[@]}"; do
              [[ ${words[i]} != -cp ]] || words[i + 1]=$TEST_CLASS_PATH
            done
            [[ -z ${SHOW_LOCALE:-} ]] || { echo "${LC_ALL:-}"; exit 0; }
            [[ -z ${SHOW_ONLY:-} ]] || { printf '%s\\n' "$@"; exit 0; }
            exec "$TEST_JAVA" "${words[@]}"
            """;

    @TempDir
    Path folder;

    @BeforeEach
    void install() throws IOException {
        Files.createDirectories(folder.resolve("lib"));
        Files.createFile(folder.resolve("lib/lattice-experiments-0.jar"));
        Files.copy(Path.of("src", "dist").resolve(COMPILER), folder.resolve(COMPILER));
        Files.createDirectories(folder.resolve("java/bin"));
        Files.writeString(folder.resolve("java/release"), "JAVA_VERSION=\"17.0.1\"\n");
        Path java = Files.writeString(folder.resolve("java/bin/java"), JAVA);
        assertTrue(java.toFile().setExecutable(true));
        Files.createDirectories(folder.resolve("bin"));
        Files.copy(LAUNCHER, folder.resolve("bin/lattice"));
        assertTrue(folder.resolve("bin/lattice").toFile().setExecutable(true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"trials demo", "study list", "--help", "", "experiments", "doctor", "help sweep"})
    void shortCommandsAreNotCompiledTwice(String words) throws Exception {
        List<String> options = options(words);
        assertTrue(options.contains("-XX:TieredStopAtLevel=1"), options.toString());
        assertTrue(options.contains("-XX:+UseSerialGC"), options.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"sweep demo", "train demo", "report demo", "demo"})
    void longCommandsAreCompiledInFull(String words) throws Exception {
        List<String> options = options(words);
        assertTrue(options.stream().noneMatch(o -> o.startsWith("-XX:TieredStopAtLevel")), options.toString());
        assertTrue(options.contains("-XX:+UseParallelGC"), options.toString());
        assertTrue(options.contains("-XX:CompilerDirectivesFile=" + folder.resolve(COMPILER)), options.toString());
    }

    /** Two workers wait for their kernels; a third core has a second such thread anyway, and more cores have more. */
    @ParameterizedTest
    @CsvSource({"2, sweep demo, true", "1, sweep demo, false", "8, sweep demo, false", "2, trials demo, false"})
    void twoCoresCompileWithTwoThreads(int cores, String words, boolean expected) throws Exception {
        Path stubs = Files.createDirectories(folder.resolve("stubs"));
        Path nproc = Files.writeString(stubs.resolve("nproc"), "#!/bin/sh\necho " + cores + "\n");
        assertTrue(nproc.toFile().setExecutable(true));
        Map<String, String> environment = Map.of("SHOW_ONLY", "yes", "PATH", stubs + ":" + System.getenv("PATH"));
        List<String> options = run(environment, words).out().lines().toList();
        assertEquals(expected, options.contains("-XX:CICompilerCount=3"), options.toString());
    }

    /** A JVM that cannot read them would not start. */
    @Test
    void compilerDirectivesAreOnesThatThisJavaReads() throws Exception {
        Outcome outcome =
                run(Map.of("LATTICE_JAVA_OPTS", "-XX:+CompilerDirectivesPrint -XX:+DisplayVMOutput"), "report nothing");
        assertEquals(2, outcome.code(), outcome.err());
        assertTrue(outcome.out().contains("sun/java2d/marlin/*.*"), outcome.out());
        assertTrue(outcome.out().contains("jdk/incubator/vector/*.ldOp"), outcome.out());
    }

    /** What a listing loads is what a user waits for. */
    @Test
    void listingLoadsNoEngineAndNoStore() throws Exception {
        Path loaded = folder.resolve("loaded.txt");
        Outcome outcome = run(
                Map.of("LATTICE_JAVA_OPTS", "-Xlog:class+load:file=" + loaded),
                "trials 0.1.0 --out " + STUDIES.toAbsolutePath().normalize());
        assertEquals(0, outcome.code(), outcome.err());
        assertTrue(outcome.out().contains("Rank"), outcome.out());
        List<String> classes = Files.readAllLines(loaded).stream()
                .map(line -> line.replaceFirst("^\\S*\\s*", "").replaceFirst(" .*", ""))
                .toList();
        assertTrue(classes.contains("dev.lattice.search.store.StudyReader"), classes.toString());
        for (String heavy :
                List.of("org.nd4j", "org.bytedeco", "org.deeplearning4j", "org.h2", "dev.lattice.core.engine.fused")) {
            assertEquals(
                    List.of(), classes.stream().filter(c -> c.startsWith(heavy)).toList());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "trials nothing | nothing ; lattice demo",
                "study chek x | chek ; check",
                "sweep demo --set model.latent=3 | model.latent ; search.space.model.latent",
                "train demo --set training.epochs=many | training.epochs ; whole number ; many",
                "evaluate nothing | nothing ; lattice train",
            })
    void badInputIsOneLineAndSoon(String words, String parts) throws Exception {
        Outcome outcome = assertTimeoutPreemptively(Duration.ofSeconds(60), () -> run(Map.of(), words));
        assertEquals(2, outcome.code(), outcome.err());
        assertEquals(1, outcome.err().lines().count(), outcome.err());
        assertEquals("", outcome.out());
        for (String part : parts.split(" ; ")) {
            assertTrue(outcome.err().contains(part), outcome.err());
        }
        assertTrue(outcome.seconds() < 5, words + " took " + outcome.seconds() + " s");
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', '', C.UTF-8",
        "'', '', C, C.UTF-8",
        "POSIX, '', '', C.UTF-8",
        "'', '', en_US.UTF-8, ''",
        "'', de_DE.ISO-8859-1, C, ''",
        "en_US.UTF-8, C, C, en_US.UTF-8"
    })
    void withoutALocaleTextIsUtf8(String all, String type, String language, String expected) throws Exception {
        Outcome outcome =
                run(Map.of("SHOW_LOCALE", "yes", "LC_ALL", all, "LC_CTYPE", type, "LANG", language), "experiments");
        assertEquals(expected, outcome.out().strip(), outcome.err());
    }

    /** The file's name is spelled in ASCII, because the tests may run without a locale themselves. */
    @Test
    void withoutALocaleGreekIsWrittenAndRead() throws Exception {
        Map<String, String> none = Map.of("LC_ALL", "", "LC_CTYPE", "", "LANG", "");
        assertTrue(run(none, "experiments mnist-beta").out().contains("a search over β"));
        Outcome refused = start(
                none,
                List.of(
                        "bash",
                        "-c",
                        "f=$(printf '\\316\\262.yaml'); echo 'nonsense: 1' > $f; ../bin/lattice train $f"));
        assertEquals(2, refused.code(), refused.err());
        assertTrue(refused.err().startsWith("lattice: β.yaml: unknown key 'nonsense'"), refused.err());
    }

    /** Full is the disk; a reader that has enough is no failure. */
    @ParameterizedTest
    @CsvSource({"> /dev/full, 1, 1", "| true, 0, 0"})
    void resultsThatAreLostAreAFailure(String to, int code, int lines) throws Exception {
        assumeTrue(Files.exists(Path.of("/dev/full")), "SKIPPED: there is no /dev/full");
        Outcome outcome =
                start(Map.of(), List.of("bash", "-c", "../bin/lattice experiments " + to + "; exit ${PIPESTATUS[0]}"));
        assertEquals(code, outcome.code(), outcome.err());
        assertEquals(lines, outcome.err().lines().count(), outcome.err());
        assertTrue(lines == 0 || outcome.err().startsWith("lattice: results could not be written"), outcome.err());
    }

    private record Outcome(int code, String out, String err, double seconds) {}

    private List<String> options(String words) throws Exception {
        return run(Map.of("SHOW_ONLY", "yes"), words).out().lines().toList();
    }

    private Outcome run(Map<String, String> environment, String words) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(folder.resolve("bin/lattice").toString()));
        command.addAll(words.isEmpty() ? List.of() : List.of(words.split(" ")));
        return start(environment, command);
    }

    private Outcome start(Map<String, String> environment, List<String> command) throws Exception {
        Path here = Files.createDirectories(folder.resolve("here"));
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(here.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("JAVA_HOME", folder.resolve("java").toString());
        builder.environment()
                .put(
                        "TEST_JAVA",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString());
        builder.environment().put("TEST_CLASS_PATH", System.getProperty("java.class.path"));
        builder.environment().remove("LATTICE_JAVA_OPTS");
        builder.environment().putAll(environment);
        long begin = System.nanoTime();
        int code = builder.start().waitFor();
        return new Outcome(
                code,
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8),
                (System.nanoTime() - begin) / 1e9);
    }
}
