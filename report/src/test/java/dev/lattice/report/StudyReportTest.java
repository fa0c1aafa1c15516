package dev.lattice.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.trial.StudyInfo;
import dev.lattice.report.rank.LossSource;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyReportTest {

    private static final Pattern LOADED =
            Pattern.compile("(?:src|xlink:href|srcset|poster|data)\\s*=\\s*\"([^\"]*)\"|url\\(([^)]*)\\)|@import");

    @TempDir
    static Path folder;

    private static StudyInfo.View study;
    private static FakeModels models;
    private static List<Path> files;

    @BeforeAll
    static void writeOnce() throws IOException {
        System.setProperty("java.awt.headless", "true");
        StudyInfo.View mixed = mixedStudy();
        study = new StudyInfo.View(mixed.info().withCommand("./lattice sweep <x> & y"), mixed.trials());
        models = new FakeModels(study, 60, 1, 2, 9, 10);
        files = StudyReport.write(
                RankedStudy.of(study, "", LossSource.none()), models, folder, ReportOptions.defaults());
    }

    @Test
    void everyFileIsListedAndWhole() throws IOException {
        assertEquals(folder.resolve("index.html"), files.get(0));
        try (Stream<Path> found = Files.walk(folder)) {
            assertEquals(
                    files.stream().sorted().toList(),
                    found.filter(Files::isRegularFile).sorted().toList());
        }
        for (String name : List.of(
                "learning-curves",
                "parameters",
                "parameter-learningRate",
                "heat-map",
                "best-reconstructions",
                "reconstructions",
                "prior-samples",
                "latent",
                "prior-samples-2",
                "reconstructions-3",
                "latent-3")) {
            assertTrue(files.contains(folder.resolve("figures/" + name + ".png")), name);
        }
        assertFalse(files.contains(folder.resolve("figures/prior-samples-3.png")), "an autoencoder has no prior");
        assertEquals(0, models.open(), "models left open");
    }

    @Test
    void pngsDecodeAndAreNotBlank() throws IOException {
        for (Path png :
                files.stream().filter(f -> f.toString().endsWith(".png")).toList()) {
            BufferedImage image = ImageIO.read(png.toFile());
            assertNotNull(image, png.toString());
            int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
            assertTrue(java.util.Arrays.stream(pixels).distinct().count() > 10, png + " is blank");
        }
    }

    @Test
    void svgsAreWellFormed() throws Exception {
        for (Path svg :
                files.stream().filter(f -> f.toString().endsWith(".svg")).toList()) {
            var root = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(svg.toFile())
                    .getDocumentElement();
            assertEquals("svg", root.getTagName());
            assertTrue(root.getElementsByTagName("*").getLength() > 5, svg + " is empty");
        }
    }

    @Test
    void thePageLoadsNothingFromOutside() throws IOException {
        String page = page();
        assertFalse(page.contains("http://") || page.contains("https://"), "an address of the network in the page");
        Matcher loaded = LOADED.matcher(page);
        while (loaded.find()) {
            String target = loaded.group(1) != null ? loaded.group(1) : loaded.group(2);
            assertNotNull(target, "an import");
            assertTrue(target.startsWith("data:") || target.startsWith("#"), target);
        }
        assertTrue(Files.size(folder.resolve("index.html")) < 3_000_000);
    }

    @Test
    void thePageTellsWhatWasSearchedAndWhatFailed() throws IOException {
        String page = page();
        assertTrue(page.contains("diverged in epoch 1, step 5: &lt;NaN&gt; &amp; worse"));
        assertTrue(page.contains("<pre>./lattice sweep &lt;x&gt; &amp; y</pre>"));
        assertTrue(page.contains("<td>0.001, 0.01, 0.1</td>"));
        assertTrue(page.contains("AE has no −ELBO"));
        assertTrue(page.contains("abc1234"));
        assertTrue(page.contains("<dd>11 <small>of 12</small></dd>"));
    }

    @Test
    void everyLinkOfThePageExists() throws IOException {
        Matcher links = Pattern.compile("<a href=\"([^\"]*)\"").matcher(page());
        while (links.find()) {
            assertTrue(Files.exists(folder.resolve(links.group(1))), links.group(1));
        }
    }

    @Test
    void theSameStudyGivesTheSameFiles(@TempDir Path again) throws IOException {
        StudyReport.write(RankedStudy.of(study, "", LossSource.none()), models, again, ReportOptions.defaults());
        for (Path file : files) {
            Path other = again.resolve(folder.relativize(file));
            assertEquals(-1, Files.mismatch(file, other), file.toString());
        }
    }

    /** The best cell, 99 of the second row, is the luckiest of its seeds; the first row is better. */
    @Test
    void repeatsOfAnExperimentAreOneExperiment(@TempDir Path compared) throws IOException {
        StudyFixture repeated = new StudyFixture().strategy("list");
        for (String name : List.of("first", "second")) {
            repeated.cell(101, Map.of("name", name, "seed", 42)).cell(102, Map.of("name", name, "seed", 43));
        }
        StudyReport.write(
                RankedStudy.of(repeated.view(), "", LossSource.none()),
                ModelGallery.none(),
                compared,
                new ReportOptions(5, 100, false));
        String page = Files.readString(compared.resolve("index.html"));
        assertTrue(page.contains("A comparison of 2 experiments on "), page);
    }

    @Test
    void theBestOfThePageIsARowAndNotItsLuckiestSeed(@TempDir Path seeds) throws IOException {
        StudyFixture repeated =
                new StudyFixture().space("model.latent", List.of(2, 20)).space("seed", List.of(42, 43));
        repeated.cell(101, Map.of("model.latent", 2, "seed", 42)).cell(101.5, Map.of("model.latent", 2, "seed", 43));
        repeated.cell(99, Map.of("model.latent", 20, "seed", 42)).cell(105, Map.of("model.latent", 20, "seed", 43));
        StudyReport.write(
                RankedStudy.of(repeated.view(), "", LossSource.none()),
                ModelGallery.none(),
                seeds,
                new ReportOptions(5, 100, false));
        String page = Files.readString(seeds.resolve("index.html"));
        assertTrue(page.contains("<dd>101.25 <small>nats/image, mean of 2 seeds: latent 2</small></dd>"), page);
        assertTrue(page().contains("nats/image, cell 1</small></dd>"), "a row of one seed is its cell");
    }

    @Test
    void worksWithoutModelsAndWithoutAnyCompleteCell(@TempDir Path empty) throws IOException {
        RankedStudy queued = RankedStudy.of(new StudyFixture().queued(Map.of()).view(), "", LossSource.none());
        List<Path> written = StudyReport.write(queued, ModelGallery.none(), empty, ReportOptions.defaults());
        assertEquals(5, written.size());
        assertTrue(Files.readString(written.get(0)).contains("No cell is complete yet."));
    }

    /** Eight cells of a grid, one of which diverged, two conditional ones and two autoencoders. */
    private static StudyInfo.View mixedStudy() {
        StudyFixture fixture = new StudyFixture()
                .space("training.learningRate", List.of(0.001, 0.01, 0.1))
                .space("model.latent", List.of(2, 20));
        double value = 104;
        for (double rate : new double[] {0.001, 0.01, 0.1}) {
            for (int latent : new int[] {20, 2}) {
                fixture.cell(value += 2.5, cell(rate, latent, "vae"));
            }
        }
        fixture.cell(111, cell(0.01, 20, "beta-vae")).diverged(1, 5, "<NaN> & worse", cell(0.1, 20, "beta-vae"));
        var given = StudyFixture.VALIDATION;
        fixture.context(new dev.lattice.core.trial.MetricContext(
                given.dataset(), given.split(), given.images(), given.binarization(), given.likelihood(), 0, true, 1));
        fixture.cell(100, cell(0.001, 20, "cvae"));
        fixture.context(given).autoEncoder(70, cell(0.001, 20, "ae")).autoEncoder(71, cell(0.001, 2, "ae"));
        fixture.context(new dev.lattice.core.trial.MetricContext(
                given.dataset(), given.split(), given.images(), given.binarization(), given.likelihood(), 0, true, 1));
        return fixture.cell(101, cell(0.01, 20, "cvae")).view();
    }

    private static Map<String, Object> cell(double rate, int latent, String variant) {
        Map<String, Object> varied = new LinkedHashMap<>();
        varied.put("training.learningRate", rate);
        varied.put("model.latent", latent);
        varied.put("model.variant", variant);
        return varied;
    }

    private static String page() throws IOException {
        return Files.readString(folder.resolve("index.html"));
    }
}
