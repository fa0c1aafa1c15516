package dev.lattice.report.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.data.ImageSet;
import dev.lattice.core.engine.Inference;
import dev.lattice.core.trial.EpochRecord;
import dev.lattice.core.trial.LossTerms;
import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.StudyInfo;
import dev.lattice.report.Contrast;
import dev.lattice.report.FakeModels;
import dev.lattice.report.StudyFixture;
import dev.lattice.report.rank.LossSource;
import dev.lattice.report.rank.Ranking;
import dev.lattice.report.rank.Standings;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class FiguresTest {

    private static final int SIDE = FakeModels.SIDE;
    private static final Subject SUBJECT = new Subject("VAE, 784-400-2 after 50 epochs", "VAE", "−ELBO 140.25", 42);
    private static final StudyInfo.View STUDY = new StudyFixture()
            .cell(104, Map.of("model.latent", 2))
            .cell(99, Map.of("model.latent", 20))
            .cell(98, Map.of("model.latent", 20, "model.variant", "cvae"))
            .autoEncoder(70, Map.of("model.latent", 20))
            .view();

    /** Layers whose list is longer than most names, and rates that were drawn. */
    private static final StudyInfo.View LISTS = lists();

    private static final FakeModels MODELS = new FakeModels(STUDY, 60, 1, 2, 3, 4);

    @Test
    void seedsAreLinesOfOneRow() {
        StudyInfo.View study = new StudyFixture()
                .space("model.latent", List.of(2, 4))
                .space("seed", List.of(42, 43))
                .cell(104, Map.of("model.latent", 2, "seed", 42L))
                .cell(104.4, Map.of("model.latent", 2, "seed", 43L))
                .cell(101, Map.of("model.latent", 4, "seed", 42L))
                .cell(101.2, Map.of("model.latent", 4, "seed", 43L))
                .view();
        Standings rows = Ranking.of(study, Metric.NEGATIVE_ELBO)
                .standings(LossSource.none())
                .get(0);
        Figure curves = LearningCurves.of("curves", rows, 5).orElseThrow();
        assertTrue(curves.caption().contains("2 rows, a line for each seed,"), curves.caption());
        String svg = curves.svg();
        assertTrue(svg.contains("latent 4, 2 seeds") && svg.contains("−ELBO 101.10 ± 0.14"), svg);
    }

    /** By a metric that both have, an autoencoder stands beside VAEs; what is a −ELBO of these is a reconstruction of that. */
    @Test
    void curvesBesideAnAutoencoderAreReconstructions() {
        assertEquals("Reconstruction", curvesByError(STUDY).split(" ", 2)[0]);
        StudyInfo.View variational = new StudyFixture()
                .cell(104, Map.of("model.latent", 2))
                .cell(99, Map.of("model.latent", 20))
                .view();
        assertEquals("−ELBO", curvesByError(variational).split(" ", 2)[0]);
    }

    private static String curvesByError(StudyInfo.View study) {
        Standings rows =
                Ranking.of(study, Metric.MSE).standings(LossSource.none()).get(0);
        return LearningCurves.of("curves", rows, 5).orElseThrow().caption();
    }

    static Stream<Figure> figures() {
        List<Optional<Figure>> figures = new ArrayList<>();
        Inference.Input input = MODELS.validation(1).orElseThrow();
        try (Inference flat = model(1);
                Inference deep = model(2);
                Inference conditional = model(3);
                Inference plain = model(4)) {
            figures.add(LatentManifold.of("manifold", SUBJECT, flat, 0, SIDE, SIDE));
            figures.add(Interpolations.of("interpolations", SUBJECT, deep, input, 3));
            figures.add(Traversals.of("traversals", SUBJECT, deep, input, Traversals.Options.defaults()));
            figures.add(PriorSamples.of("classes", SUBJECT, conditional, SIDE, SIDE));
            figures.add(PriorSamples.ofLabel("variations", SUBJECT, conditional, 3, SIDE, SIDE));
            figures.add(PriorSamples.ofNormal("normal", SUBJECT, plain, SIDE, SIDE));
            figures.add(LatentScatter.of("scatter", SUBJECT, deep, input));
            figures.add(Reconstructions.of("pairs", SUBJECT, deep, input));
        }
        figures.add(Optional.of(DataSamples.of("data", "rings", input.images())));
        figures.add(Optional.of(Filmstrip.reconstructions("film", SUBJECT, reel(input.images(), 4))));
        figures.add(Optional.of(Filmstrip.samples("film-samples", SUBJECT, reel(input.images(), 30))));
        figures.add(LossCurves.of(
                "curves",
                List.of(
                        new LossCurves.Training("VAE", curve(20)),
                        new LossCurves.Training("AE of the same network, seed and data", curve(0)))));
        StudyInfo.View grid = grid();
        HeatMap.ofPairs("heat", Ranking.of(grid, "negativeElbo").groups().get(0), keys(grid))
                .forEach(f -> figures.add(Optional.of(f)));
        figures.add(ParallelCoordinates.of(
                "parallel",
                Ranking.of(LISTS, "negativeElbo").groups().get(0),
                List.of("model.hidden", "training.learningRate")));
        figures.add(SearchHistory.of(
                "history", Ranking.of(LISTS, "negativeElbo").groups().get(0)));
        return figures.stream().map(Optional::orElseThrow);
    }

    private static StudyInfo.View lists() {
        List<List<Integer>> hidden = List.of(List.of(1024, 512, 256, 128), List.of(512, 256, 128), List.of(400));
        StudyFixture fixture = new StudyFixture();
        for (int i = 0; i < 12; i++) {
            fixture.cell(
                    100 + i % 5 + i / 7.0,
                    Map.of(
                            "model.hidden",
                            hidden.get(i % 3),
                            "training.learningRate",
                            0.0031609116891468457 * (1 + i % 4)));
        }
        return fixture.view();
    }

    @Test
    void valuesThatWereDrawnHaveFourDigitsInAMap() {
        String svg = HeatMap.of(
                        "heat",
                        Ranking.of(LISTS, "negativeElbo").groups().get(0),
                        List.of("model.hidden", "training.learningRate"))
                .orElseThrow()
                .svg();
        assertTrue(svg.contains(">0.003161<"), svg);
        assertFalse(svg.contains("0.00316091"), svg);
    }

    @ParameterizedTest
    @MethodSource("figures")
    void pngsShowSomethingAndSvgsAreWellFormed(Figure figure) throws Exception {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(figure.png()));
        assertNotNull(image);
        int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        assertTrue(Arrays.stream(pixels).distinct().count() > 10, figure.name() + " is blank");
        assertTrue(
                document(figure).getDocumentElement().getElementsByTagName("*").getLength() > 5, figure.name());
        assertTrue(figure.caption().endsWith("."), figure.caption());
    }

    @ParameterizedTest
    @MethodSource("figures")
    void noTextLeavesTheFigure(Figure figure) throws Exception {
        Element svg = document(figure).getDocumentElement();
        double width = Double.parseDouble(svg.getAttribute("width"));
        double height = Double.parseDouble(svg.getAttribute("height"));
        var texts = svg.getElementsByTagName("text");
        for (int i = 0; i < texts.getLength(); i++) {
            Element text = (Element) texts.item(i);
            Lettering lettering = new Lettering(
                    Double.parseDouble(text.getAttribute("font-size")),
                    text.getAttribute("font-weight").equals("bold"),
                    Color.BLACK);
            double length = lettering.width(text.getTextContent());
            double back = switch (text.getAttribute("text-anchor")) {
                case "middle" -> length / 2;
                case "end" -> length;
                default -> 0;
            };
            double x = Double.parseDouble(text.getAttribute("x"));
            double y = Double.parseDouble(text.getAttribute("y"));
            boolean upwards = text.getAttribute("transform").startsWith("rotate(-90");
            double along = upwards ? height - y : x;
            String what = figure.name() + ": " + text.getTextContent();
            assertTrue(along - back >= -0.5 && along - back + length <= (upwards ? height : width) + 0.5, what);
            assertTrue((upwards ? x : y) <= (upwards ? width : height) && y >= 0, what);
        }
    }

    @Test
    void figuresThatAModelCannotGiveAreAbsent() {
        Inference.Input input = MODELS.validation(1).orElseThrow();
        try (Inference deep = model(2);
                Inference plain = model(4)) {
            assertTrue(LatentManifold.of("m", SUBJECT, deep, 0, SIDE, SIDE).isEmpty());
            assertTrue(PriorSamples.ofLabel("l", SUBJECT, deep, 3, SIDE, SIDE).isEmpty());
            assertTrue(PriorSamples.of("p", SUBJECT, plain, SIDE, SIDE).isEmpty());
            Inference.Input one = new Inference.Input(input.images().first(1), input.binarization(), input.seeds());
            assertTrue(Interpolations.of("i", SUBJECT, deep, one, 3).isEmpty());
        }
        assertTrue(LossCurves.of(
                        "c", List.of(new LossCurves.Training("VAE", curve(20).subList(0, 1))))
                .isEmpty());
    }

    @Test
    void heatMapsComeForEachPairOnce() {
        StudyInfo.View grid = grid();
        List<Figure> pairs = HeatMap.ofPairs(
                "heat", Ranking.of(grid, "negativeElbo").groups().get(0), keys(grid));
        assertEquals(3, pairs.stream().map(Figure::name).distinct().count());
        // The learning rate moves the metric most, the batch size least.
        assertEquals("heat-learningRate-latent", pairs.get(0).name());
    }

    private static StudyInfo.View grid() {
        StudyFixture fixture = new StudyFixture()
                .space("training.learningRate", List.of(0.001, 0.01))
                .space("model.latent", List.of(2, 20))
                .space("training.batchSize", List.of(100, 200));
        for (double rate : new double[] {0.001, 0.01}) {
            for (int latent : new int[] {2, 20}) {
                for (int batch : new int[] {100, 200}) {
                    fixture.cell(
                            100 + 3000 * rate + (latent == 2 ? 8 : 0) + batch / 100.0,
                            Map.of("training.learningRate", rate, "model.latent", latent, "training.batchSize", batch));
                }
            }
        }
        return fixture.view();
    }

    private static List<String> keys(StudyInfo.View study) {
        return List.copyOf(study.info().space().keySet());
    }

    @Test
    void namesThatDoNotFitSideBySideStandUprightAndNumbersAreLeftOut() {
        StudyFixture named = new StudyFixture();
        StudyFixture numbered = new StudyFixture();
        for (int i = 1; i <= 9; i++) {
            named.cell(100 + i, Map.of("name", "mnist-experiment-" + i));
            numbered.cell(100 + i, Map.of("model.latent", 10_000 + i));
        }
        String names = effects(named.view(), "name");
        for (int i = 1; i <= 9; i++) {
            assertTrue(names.contains(">mnist-experiment-" + i + "<"), "name " + i);
        }
        assertEquals(9, names.split("rotate\\(-90[^>]*>mnist-experiment", -1).length - 1, "upright");
        String two = effects(
                new StudyFixture()
                        .cell(101, Map.of("name", "mnist-1"))
                        .cell(102, Map.of("name", "mnist-2"))
                        .view(),
                "name");
        assertTrue(two.contains(">mnist-2<") && !two.matches("(?s).*rotate\\(-90[^>]*>mnist.*"), "side by side");
        assertTrue(effects(numbered.view(), "model.latent").split(">100[0-9]{2}<", -1).length - 1 < 9);
    }

    /** What is best is drawn in the palette's brightest colour, which is hardly seen on paper: what lies below it is. */
    @Test
    void theBestCellsHaveAnEdgeThatIsSeenOnPaper() {
        StudyFixture draws = new StudyFixture();
        for (int i = 0; i < 30; i++) {
            draws.cell(100 + i, Map.of("training.learningRate", 0.001 * (i + 1), "model.latent", 2 + i));
        }
        var group = Ranking.of(draws.view(), "negativeElbo").groups().get(0);
        List<String> keys = List.of("training.learningRate", "model.latent");
        String lines =
                ParallelCoordinates.of("lines", group, keys).orElseThrow().svg();
        String dots = HeatMap.of("dots", group, keys).orElseThrow().svg();
        for (String svg : List.of(lines, dots)) {
            String[] paths = svg.split("<path ");
            int best = paths.length - 1;
            while (!paths[best].contains("stroke=\"#fde725\"")) {
                best--;
            }
            assertEquals(attribute(paths[best], "d"), attribute(paths[best - 1], "d"));
            double wider = Double.parseDouble(attribute(paths[best - 1], "stroke-width"))
                    - Double.parseDouble(attribute(paths[best], "stroke-width"));
            assertTrue(wider > 1, () -> "an edge of " + wider / 2);
            double contrast = Contrast.of(Color.decode(attribute(paths[best - 1], "stroke")), Palette.PAPER);
            assertTrue(contrast > 4.5, () -> "a contrast of " + contrast);
        }
    }

    private static String attribute(String element, String name) {
        return element.split(" " + name + "=\"", 2)[1].split("\"", 2)[0];
    }

    private static String effects(StudyInfo.View study, String key) {
        return ParameterEffects.together(
                        "effects", Ranking.of(study, "negativeElbo").groups().get(0), List.of(key))
                .orElseThrow()
                .svg();
    }

    private static Inference model(int number) {
        return MODELS.open(number).orElseThrow();
    }

    private static Filmstrip.Reel reel(ImageSet images, int frames) {
        ImageSet batch = images.first(10);
        List<Filmstrip.Frame> all = new ArrayList<>();
        for (int e = 1; e <= frames; e++) {
            all.add(new Filmstrip.Frame(e, batch, batch));
        }
        return new Filmstrip.Reel(batch, all);
    }

    private static List<EpochRecord> curve(double kl) {
        List<EpochRecord> curve = new ArrayList<>();
        for (int e = 1; e <= 10; e++) {
            LossTerms terms = new LossTerms(80 + 40.0 / e, kl, 80 + 40.0 / e + kl);
            curve.add(new EpochRecord(e, terms, Optional.of(terms), 1));
        }
        return curve;
    }

    private static Document document(Figure figure) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(figure.svg().getBytes(StandardCharsets.UTF_8)));
    }
}
