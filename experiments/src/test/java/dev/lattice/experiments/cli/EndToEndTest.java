package dev.lattice.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.report.table.TrialsCsv;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole path on a few hundred generated digits. */
@Tag("slow")
class EndToEndTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    static Path data;

    @TempDir
    Path folder;

    /** Writes some of the embedded digits as the user's own files, so that each command reads them in no time. */
    @BeforeAll
    static void digits() throws IOException {
        SmallDigits.write(data, 300, 60);
    }

    @Test
    void aSweepRunsResumesAndIsReported() throws IOException {
        Session session = new Session(folder);
        Session.Outcome first = sweep(session, 2, 7);
        assertEquals(0, first.code(), first.err());
        assertTrue(first.out().contains("Rank"), first.out());
        assertTrue(first.err().contains("8 cells complete; 4 trainings"), first.err());
        Path page = session.results().resolve("demo/report/index.html");
        assertTrue(first.out().contains("report: " + page), first.out());
        assertTrue(Files.readString(page).contains("<html"));

        Session.Outcome again = sweep(session, 1, 7);
        assertTrue(again.err().contains("8 cells complete (8 of them before); 0 trainings"), again.err());
        assertEquals(0, session.withResults("report", "demo", "--metric", "mse").code());
        assertEquals(2, session.withResults("report", "demo", "--metric", "mze").code());
        metricsWithoutADirectionAreRefused(session);

        JsonNode trials =
                JSON.readTree(session.withResults("trials", "demo", "--json").out());
        assertEquals(8, trials.get("trials").size());
        assertEquals("complete", trials.get("trials").get(0).get("state").asString());
        assertEquals(
                3,
                JSON.readTree(session.withResults("trials", "demo", "--json", "--top=3")
                                .out())
                        .get("trials")
                        .size());

        int best = trials.get("trials").get(0).get("number").asInt();
        Session.Outcome measured = session.withResults("evaluate", "demo:" + best, "--images=validation", "--json");
        double recorded =
                trials.get("trials").get(0).get("metrics").get("negativeElbo").asDouble();
        assertEquals(recorded, metric(measured, "negativeElbo"), 1e-9);
        assertTrue(session.withResults("evaluate", "demo").err().contains("demo:NUMBER"));
        assertTrue(session.withResults("trials", "dema").err().contains("did you mean 'demo'"));
    }

    private static void metricsWithoutADirectionAreRefused(Session session) {
        for (String metric : List.of("kl", "activeUnits")) {
            for (String command : List.of("trials", "report")) {
                Session.Outcome refused = session.withResults(command, "demo", "--metric", metric);
                assertEquals(2, refused.code(), refused.out());
                assertEquals("", refused.out());
                String rule = "must be one of which lower is better "
                        + "(latentHoles, mse, negativeElbo, objective, reconstruction), but was " + metric;
                assertTrue(refused.err().contains(rule), refused.err());
            }
        }
    }

    @Test
    void workersDoNotChangeNumbersAndSeedsDo() {
        String one = csv(1, 7);
        assertEquals(one, csv(2, 7));
        assertNotEquals(one, csv(2, 8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.hidden=[16]", "model.conv.filters=[3,4]"})
    void aTrainedModelCanBeUsedInEveryWay(String network) throws IOException {
        Session session = new Session(folder);
        Session.Outcome trained =
                session.withResults(with("train", "demo", "name=tiny", "model.variant=cvae", network));
        assertEquals(0, trained.code(), trained.err());
        Path tiny = session.results().resolve("tiny");
        assertTrue(trained.out().contains("validation −ELBO"), trained.out());
        assertEquals(3, Files.readAllLines(tiny.resolve("curves.csv")).size());
        assertTrue(Files.readString(tiny.resolve("experiment.yaml")).contains("variant: cvae"));
        assertTrue(Files.isRegularFile(tiny.resolve("report/index.html")));

        Session.Outcome measured = session.withResults("evaluate", "tiny", "--json");
        JsonNode first = JSON.readTree(measured.out()).get(0);
        assertEquals("test", first.get("context").get("split").asString());
        assertEquals(60, first.get("context").get("images").asInt());
        likelihoodsAreEstimated(session);

        picture(session.withResults("sample", "tiny", "--label=3", "--count=12"), tiny, "samples-3.png");
        picture(session.withResults("reconstruct", "tiny", "--count=8"), tiny, "reconstructions.png");
        picture(session.withResults("interpolate", "tiny", "--from=2", "--to=5"), tiny, "interpolation-2-5.png");
        picture(
                session.withResults("interpolate", "tiny", "--from=2", "--to=5", "--spherical"),
                tiny,
                "interpolation-spherical-2-5.png");
        Session.Outcome traversed = session.withResults("traverse", "tiny", "--image=3", "--steps=5");
        assertEquals(0, traversed.code(), traversed.err());
        assertTrue(Files.isRegularFile(tiny.resolve("figures/traversals-3.png")));
        assertTrue(Files.readString(tiny.resolve("figures/traversals-3.svg")).contains("variance"));
        assertEquals(2, session.withResults("traverse", "tiny", "--image=60").code());
        assertEquals(2, session.withResults("sample", "tiny", "--label=10").code());
        assertEquals(2, session.withResults("interpolate", "tiny", "--to=60").code());

        codesAreWritten(session);
        weightsAreExported(session, tiny);
        assertEquals(
                0,
                session.run("train", tiny.resolve("experiment.yaml").toString(), "--out=" + folder.resolve("2"))
                        .code());
        assertEquals(
                metric(measured, "negativeElbo"),
                metric(session.run("evaluate", "tiny", "--json", "--out=" + folder.resolve("2")), "negativeElbo"));
    }

    private void likelihoodsAreEstimated(Session session) throws IOException {
        Path csv = folder.resolve("evaluation.csv");
        Session.Outcome all = session.withResults("evaluate", "tiny", "--importance-samples=3", "--csv=" + csv);
        assertEquals(0, all.code(), all.err());
        assertTrue(all.out().contains("60 test images"), all.out());
        assertTrue(all.out().contains("−log p(x|y)"), all.out());
        assertTrue(all.out().contains("Bits per dimension: left out"), all.out());
        List<String> lines = Files.readAllLines(csv);
        assertTrue(lines.get(0).startsWith("name,value,standardError,unit,note,dataset,split"), lines.get(0));
        String nll = lines.stream()
                .filter(l -> l.startsWith("negativeLogLikelihood,"))
                .findFirst()
                .orElseThrow();
        assertTrue(nll.contains(",importance,3,"), nll);
        assertTrue(lines.stream().anyMatch(l -> l.startsWith("kl.1,")), lines.toString());
        assertTrue(lines.stream().anyMatch(l -> l.startsWith("frechetDistance,")), lines.toString());

        // A file that cannot be written in the end costs no number.
        Session.Outcome printed =
                session.withResults("evaluate", "tiny", "--quick", "--csv=" + folder.resolve("x".repeat(255)));
        assertEquals(1, printed.code(), printed.err());
        assertTrue(printed.out().contains("60 test images"), printed.out());
        assertTrue(printed.err().contains("cannot write "), printed.err());

        Session.Outcome quick =
                session.withResults("evaluate", "tiny", "--quick", "--count=20", "--images=validation", "--json");
        List<String> names = new ArrayList<>();
        JSON.readTree(quick.out()).forEach(m -> names.add(m.get("name").asString()));
        assertFalse(names.contains("frechetDistance"), names.toString());
        assertEquals(
                20,
                JSON.readTree(quick.out()).get(0).get("context").get("images").asInt());
        assertTrue(session.withResults("evaluate", "tiny", "--importance-samples=9999999")
                .err()
                .contains("must be 0 to 1000000"));
    }

    private void codesAreWritten(Session session) throws IOException {
        List<String> codes =
                session.withResults("encode", "tiny", "--count=4").out().lines().toList();
        assertEquals("index,label,z0,z1", codes.get(0));
        assertEquals(5, codes.size());
        Path file = folder.resolve("codes.csv");
        assertEquals(
                0,
                session.withResults("encode", "tiny", "--count=4", "--csv=" + file)
                        .code());
        assertEquals(codes, Files.readAllLines(file));
        assertTrue(codes.get(4).matches("3,\\d(,-?[0-9.E-]+){2}"), codes.get(4));
    }

    private void weightsAreExported(Session session, Path tiny) throws IOException {
        assertEquals(
                0, session.withResults("export", "tiny", "--format=safetensors").code());
        assertEquals(0, session.withResults("export", "tiny", "--format=dl4j").code());
        assertEquals(0, session.withResults("export", "tiny", "--format=onnx").code());
        try (Stream<Path> exported = Files.list(tiny.resolve("export"))) {
            assertEquals(
                    List.of(
                            "decoder.onnx",
                            "decoder.zip",
                            "encoder.onnx",
                            "encoder.zip",
                            "model-sampled.onnx",
                            "model.onnx",
                            "network.png",
                            "network.svg",
                            "weights.safetensors"),
                    exported.map(path -> path.getFileName().toString()).sorted().toList());
        }
    }

    @Test
    void anomaliesAreScored() throws IOException {
        Session session = new Session(folder);
        Session.Outcome trained = session.withResults(
                with("train", "demo", "name=seen", "model.variant=vae", "dataset.without=[0,1]", "training.epochs=8"));
        assertEquals(0, trained.code(), trained.err());
        Path csv = folder.resolve("scores.csv");
        Session.Outcome scored = session.withResults("anomaly", "seen", "--json", "--csv=" + csv);
        JsonNode json = JSON.readTree(scored.out());
        List<String> lines = Files.readAllLines(csv);
        assertEquals("index,label,anomaly,reconstruction,negativeElbo", lines.get(0));
        assertEquals(61, lines.size());
        long anomalies = lines.stream().filter(l -> l.matches("\\d+,[01],1,.*")).count();
        assertEquals(anomalies, json.get("anomalies").asInt());
        assertEquals(60 - anomalies, json.get("normal").asInt());
        double area = json.get("rocAuc").get("negativeElbo").asDouble();
        assertTrue(area > 0 && area < 1, scored.out());

        Session.Outcome printed = session.withResults("anomaly", "seen", "--csv=" + folder.resolve("x".repeat(255)));
        assertEquals(1, printed.code(), printed.err());
        assertTrue(printed.out().contains("ROC AUC"), printed.out());

        Session.Outcome other = session.withResults("anomaly", "seen", "--against=idx", "--against-path=" + data);
        assertTrue(other.out().contains("60 normal images, 60 anomalies"), other.out() + other.err());
        // The same images on both sides: no score can tell them apart.
        assertTrue(other.out().contains("0.5000"), other.out());
        assertTrue(session.withResults("anomaly", "seen", "--classes=10").err().contains("must be 0 to 9"));

        assertEquals(
                0,
                session.withResults(with("train", "demo", "name=given", "model.variant=cvae"))
                        .code());
        Session.Outcome given = session.withResults("anomaly", "given", "--classes=3");
        assertEquals(2, given.code());
        assertTrue(given.err().contains("'cvae' is given the label"), given.err());
    }

    @Test
    void aDivergingTrainingExitsWith3() {
        Session.Outcome outcome = new Session(folder).withResults(with("train", "demo", "training.learningRate=1e30"));
        assertEquals(3, outcome.code(), outcome.err());
        assertTrue(outcome.err().contains("lattice: training diverged at epoch 1, step"), outcome.err());
    }

    @Test
    void experimentsAreCompared() {
        Session session = new Session(folder);
        Session.Outcome outcome = session.withResults(with("compare", "mnist-mlp mnist-ae", "model.latent=2"));
        assertEquals(0, outcome.code(), outcome.err());
        assertTrue(Files.isDirectory(session.results().resolve("compare-mnist-mlp-mnist-ae")));
    }

    @Test
    void theDoctorAndTheListsAreReadByPrograms() {
        Session session = new Session(folder);
        JsonNode doctor = JSON.readTree(session.withResults("doctor", "--json").out());
        assertTrue(doctor.get("backend").asString().startsWith("ND4J"), doctor.toString());
        assertFalse(doctor.get("gpu").asString().contains("\n"));
        assertTrue(JSON.readTree(session.run("experiments", "--json").out()).size() >= 8);
        assertTrue(JSON.readTree(session.run("data", "list", "--json").out()).size() >= 6);
    }

    private String csv(int workers, int seed) {
        Session session = new Session(folder.resolve(workers + "-" + seed));
        assertEquals(0, sweep(session, workers, seed).code());
        int late = TrialsCsv.RUN_COLUMNS.size();
        StringBuilder kept = new StringBuilder();
        session.withResults("trials", "demo", "--csv").out().lines().forEach(line -> {
            List<String> cells = List.of(line.split(",", -1));
            kept.append(cells.subList(0, cells.size() - late)).append('\n');
        });
        return kept.toString();
    }

    private static Session.Outcome sweep(Session session, int workers, int seed) {
        return session.withResults(Stream.concat(
                        Stream.of(with(
                                "sweep",
                                "demo",
                                "search.space.model.latent=[2]",
                                "search.space.training.epochs=[1,2]")),
                        Stream.of("--workers=" + workers, "--seed=" + seed))
                .toArray(String[]::new));
    }

    private static String[] with(String command, String experiments, String... settings) {
        Stream<String> words = Stream.concat(Stream.of(command), Stream.of(experiments.split(" ")));
        Stream<String> dataset =
                Stream.of("dataset={name: idx, path: " + data + ", validation: 50}", "model.hidden=[16]");
        Stream<String> epochs = command.equals("sweep") ? Stream.of() : Stream.of("training.epochs=2");
        return Stream.concat(
                        words,
                        Stream.of(dataset, epochs, Stream.of(settings))
                                .flatMap(s -> s)
                                .map(s -> "--set=" + s))
                .toArray(String[]::new);
    }

    private static double metric(Session.Outcome outcome, String name) {
        for (JsonNode metric : JSON.readTree(outcome.out())) {
            if (metric.get("name").asString().equals(name)) {
                return metric.get("value").asDouble();
            }
        }
        throw new AssertionError(name + " is not in " + outcome.out() + outcome.err());
    }

    private static void picture(Session.Outcome outcome, Path training, String name) throws IOException {
        assertEquals(0, outcome.code(), outcome.err());
        Path file = training.resolve("figures").resolve(name);
        assertTrue(outcome.out().contains(name), outcome.out());
        BufferedImage picture = ImageIO.read(file.toFile());
        int cell = picture.getWidth() > 2 * (28 * 3 + 1) ? 28 * 3 + 1 : picture.getWidth() - 1;
        // Every row shows something brighter than the frame around it.
        for (int top = 0; top + cell < picture.getHeight(); top += cell) {
            int brightest = 0;
            for (int y = top + 1; y < top + cell; y++) {
                for (int x = 1; x < cell; x++) {
                    brightest = Math.max(brightest, picture.getRaster().getSample(x, y, 0));
                }
            }
            assertTrue(brightest > 64, name + " is dark from line " + top);
        }
    }
}
