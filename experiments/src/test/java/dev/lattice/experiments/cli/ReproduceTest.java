package dev.lattice.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lattice.experiments.reproduce.ReproductionFile;
import dev.lattice.experiments.spec.BundledExperiments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every bundled reproduction at toy size: each claim has a number, each figure a file, and the exit code says what came out. */
@Tag("slow")
class ReproduceTest {

    private static final String LATENT = """
            name: toy
            title: "A toy"
            runs: [{id: vae, experiment: mnist-mlp}]
            claims:
              - id: latent
                text: "Twenty dimensions"
                measure: {kind: setting, run: vae, key: model.latent}
                claimed: %s
                how: "As configured."
            """;

    @TempDir
    static Path data;

    @TempDir
    Path folder;

    @BeforeAll
    static void digits() throws IOException {
        SmallDigits.write(data, 300, 60);
    }

    static List<String> names() {
        return ReproductionFile.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyClaimHasANumberAndEveryFigureAFile(String name) throws IOException {
        ReproductionFile file = ReproductionFile.read(name);
        for (ReproductionFile.RunSpec run : file.runs()) {
            assumeTrue(
                    run.experiment().isEmpty() || BundledExperiments.names().contains(run.experiment()),
                    "SKIPPED: there is no experiment " + run.experiment() + " yet");
        }
        Session session = new Session(folder);
        Session.Outcome outcome = reproduce(session, name, toy(name));
        Path results = session.results().resolve(name);
        List<String> lines = Files.readAllLines(results.resolve("claims.csv"));
        assertEquals(
                file.claims().stream().map(ReproductionFile.ClaimSpec::id).toList(),
                lines.stream().skip(1).map(l -> l.substring(0, l.indexOf(','))).toList(),
                outcome.err());
        boolean outside = false;
        for (ReproductionFile.ClaimSpec claim : file.claims()) {
            String row = outcome.out()
                    .lines()
                    .filter(l -> l.startsWith(claim.id() + " "))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(claim.id() + " is not in " + outcome.out() + outcome.err()));
            assertTrue(row.matches(".*\\s−?[0-9].*(within|outside|not judged)"), row);
            outside |= row.endsWith("outside");
            assertEquals(claim.unjudged().isEmpty(), !row.endsWith("not judged"), row);
        }
        assertEquals(outside ? 1 : 0, outcome.code(), outcome.err());
        assertTrue(outcome.out().contains("Not at the published size"), outcome.out());
        String page = Files.readString(results.resolve("index.html"));
        long asked = file.sections().stream()
                .mapToLong(s -> s.figures().stream()
                        .filter(f -> !f.options().getOrDefault("shown", 1).equals(0))
                        .count())
                .sum();
        assertTrue(page.split("<figure").length - 1 >= asked, page.split("<figure").length - 1 + " of " + asked);
        for (ReproductionFile.SectionSpec section : file.sections()) {
            section.tables()
                    .forEach(t -> assertTrue(
                            Files.isRegularFile(
                                    results.resolve("tables/" + t.options().getOrDefault("name", t.kind()) + ".csv")),
                            t.toString()));
        }
    }

    @Test
    void whatIsCompleteIsNotRunAgainAndWhatIsDifferentIsNotOverwritten() throws IOException {
        Session session = new Session(folder);
        String[] toy = toy("fashion-vae");
        Session.Outcome first = reproduce(session, "fashion-vae", toy);
        Path model = session.results().resolve("fashion-ae/model/weights.safetensors");
        byte[] weights = Files.readAllBytes(model);
        Session.Outcome again = reproduce(session, "fashion-vae", toy);
        assertEquals(first.out(), again.out());
        assertEquals(first.code(), again.code());
        assertFalse(again.err().contains("epoch 1"), again.err());
        assertTrue(again.err().contains("fashion-ae: complete"), again.err());

        toy[0] = "training.epochs=3";
        Session.Outcome other = reproduce(session, "fashion-vae", toy);
        assertEquals(2, other.code(), other.err());
        assertTrue(other.err().contains("training.epochs 2, not 3; remove it"), other.err());
        assertEquals(weights.length, Files.readAllBytes(model).length);
        assertEquals(-1, java.util.Arrays.mismatch(weights, Files.readAllBytes(model)));
    }

    @Test
    void aWrongNumberMakesItExitWith1() throws IOException {
        Session session = new Session(folder);
        String[] toy = toy("mine");
        Path right = Files.writeString(folder.resolve("right.yaml"), LATENT.formatted("20"));
        Session.Outcome holds = reproduce(session, right.toString(), toy);
        assertEquals(0, holds.code(), holds.err());
        Path wrong = Files.writeString(folder.resolve("wrong.yaml"), LATENT.formatted("{min: 21}"));
        Session.Outcome broken = reproduce(session, wrong.toString(), toy);
        assertEquals(1, broken.code(), broken.err());
        assertTrue(broken.err().contains("outside what is claimed: latent"), broken.err());
        assertTrue(broken.out().contains("≥ 21"), broken.out());
        Path explained = Files.writeString(
                folder.resolve("explained.yaml"), LATENT.formatted("21\n    unjudged: \"a slip of the pen\""));
        assertEquals(0, reproduce(session, explained.toString(), toy).code());
    }

    @Test
    void mistakesInAFileAreNamed() throws IOException {
        refused(LATENT.formatted("many"), "claims.latent.claimed", "many");
        refused(
                LATENT.formatted("20").replace("kind: setting", "kind: settings"),
                "settings",
                "did you mean 'setting'");
        refused(LATENT.formatted("20").replace("run: vae,", "run: vaa,"), "vaa", "did you mean 'vae'");
        refused(LATENT.formatted("20").replace("how: ", "toleranse: 1\n    how: "), "toleranse", "tolerance");
        refused(LATENT.formatted("20").replace("experiment: mnist-mlp", "bestOf: grid"), "bestOf", "grid");
        refused(LATENT.formatted("20").replace("key: model", "kee: model"), "kee", "did you mean 'key'");
        refused(LATENT.formatted("20").replace(", key: model.latent", ""), "claims.latent", "'key' must be given");
    }

    @Test
    void picturesDuringTrainingChangeNothingThatIsLearned() throws IOException {
        Session session = new Session(folder);
        for (String more : List.of("name=plain", "name=filmed")) {
            List<String> words = new ArrayList<>(List.of("train", "demo", "--set", more));
            Stream.of(toy("demo")).forEach(s -> words.addAll(List.of("--set", s)));
            if (more.endsWith("filmed")) {
                words.addAll(List.of("--set", "training.snapshots=[1,2,9]"));
            }
            assertEquals(0, session.withResults(words.toArray(String[]::new)).code());
        }
        Path filmed = session.results().resolve("filmed");
        assertEquals(
                -1,
                Files.mismatch(
                        session.results().resolve("plain/model/weights.safetensors"),
                        filmed.resolve("model/weights.safetensors")));
        try (Stream<Path> pictures = Files.list(filmed.resolve("snapshots"))) {
            assertEquals(
                    List.of("epoch-00001.png", "epoch-00002.png", "originals.png"),
                    pictures.map(p -> p.getFileName().toString()).sorted().toList());
        }
        assertTrue(Files.isRegularFile(filmed.resolve("report/figures/film.png")));
        assertFalse(Files.exists(session.results().resolve("plain/snapshots")));
    }

    @Test
    void theListNamesAllFiveReports() {
        String list = new Session(folder).run("reproduce", "--list").out();
        for (String name : List.of("mnist-two-layer", "fashion-vae", "mnist-grid", "mnist-conditional", "mnist-conv")) {
            assertTrue(list.lines().anyMatch(l -> l.startsWith(name + " ")), list);
        }
    }

    private void refused(String text, String... parts) throws IOException {
        Path file = Files.writeString(folder.resolve("mine.yaml"), text);
        Session.Outcome outcome = reproduce(new Session(folder), file.toString(), toy("mine"));
        assertEquals(2, outcome.code(), outcome.err());
        for (String part : parts) {
            assertTrue(outcome.err().contains(part), outcome.err() + " should contain " + part);
        }
        assertFalse(Files.exists(folder.resolve("results")), outcome.err());
    }

    private static Session.Outcome reproduce(Session session, String name, String... settings) {
        return session.withResults(Stream.concat(
                        Stream.of("reproduce", name, "--workers=1"),
                        Stream.of(settings).map(s -> "--set=" + s))
                .toArray(String[]::new));
    }

    private static String[] toy(String name) {
        String dataset = "dataset={name: idx, path: " + data + ", validation: 50}";
        if (name.startsWith("mnist-grid")) {
            return new String[] {
                dataset,
                "search.space.training.epochs=[1,2]",
                "search.space.training.batchSize=[100]",
                "search.space.training.learningRate=[0.001,0.01]",
                "search.space.model.hidden=[8,16]",
                "search.space.model.latent=[2,3]"
            };
        }
        String network = name.equals("mnist-conv")
                ? "model.conv={filters: [2, 2], kernels: 3, strides: [2, 2]}"
                : "model.hidden=[16]";
        return new String[] {"training.epochs=2", dataset, network};
    }
}
