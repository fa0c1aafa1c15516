package dev.lattice.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.report.claim.Claim;
import dev.lattice.report.claim.ClaimResult;
import dev.lattice.report.figure.DataSamples;
import dev.lattice.report.table.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReproductionReportTest {

    @TempDir
    Path folder;

    @Test
    void everythingIsWrittenAndLinked() throws IOException {
        List<Path> files = ReproductionReport.write(reproduction("two epochs instead of 50"), folder);
        assertEquals(folder.resolve("index.html"), files.get(0));
        try (Stream<Path> found = Files.walk(folder)) {
            assertEquals(
                    files.stream().sorted().toList(),
                    found.filter(Files::isRegularFile).sorted().toList());
        }
        String page = Files.readString(files.get(0));
        Matcher links = Pattern.compile("<a href=\"([^\"]*)\"").matcher(page);
        int count = 0;
        while (links.find()) {
            assertTrue(Files.exists(folder.resolve(links.group(1))), links.group(1));
            count++;
        }
        assertEquals(7, count);
        assertFalse(page.contains("http://") || page.contains("https://"), "an address of the network in the page");
        assertTrue(page.contains("two epochs instead of 50"));
        assertTrue(page.contains("&lt;b&gt;"));
        assertFalse(page.contains("<b>"));
    }

    @Test
    void claimsKeepAllDigitsAndTheirVerdicts() throws IOException {
        ReproductionReport.write(reproduction(""), folder);
        List<String> lines = Files.readAllLines(folder.resolve("claims.csv"));
        assertEquals(
                "Claim,What is claimed,Claimed,Tolerance,Ours,Unit,Verdict,How ours is computed; remarks",
                lines.get(0));
        assertEquals("elbo,The <b>loss</b>,≤ 102,0,100.73456789,nats/image,within,Mean over images.", lines.get(1));
        assertEquals("pca,Variance,0.45,0.05,0.2,,outside,Two components.", lines.get(2));
        assertEquals("kl,KL,0.243,,,,not judged,Mean. No unit is given. Not judged: no unit", lines.get(3));
        String markdown = Files.readString(folder.resolve("claims.md"));
        assertTrue(markdown.contains("| 100.73 | nats/image | within |"), markdown);
        assertTrue(Files.readString(folder.resolve("provenance.json")).contains("\"Lattice\" : \"0.1.0\""));
    }

    private static Reproduction reproduction(String size) {
        Claim elbo = new Claim(
                "elbo", "The <b>loss</b>", Double.NEGATIVE_INFINITY, 102, 0, "nats/image", "Mean over images.", "");
        Claim pca = new Claim("pca", "Variance", 0.45, 0.45, 0.05, "", "Two components.", "");
        Claim kl = new Claim("kl", "KL", 0.243, 0.243, 0, "", "Mean.", "no unit");
        var images = new FakeModels(new StudyFixture().view(), 20)
                .validation(1)
                .orElseThrow()
                .images();
        Table table = new Table(
                "Units", List.of(new Table.Column("A", "nats", true)), List.of(List.of(Table.number(1.5))), 0);
        return new Reproduction(
                "toy",
                "A toy",
                "It says nothing.",
                size,
                List.of(
                        new ClaimResult(elbo, 100.73456789, ""),
                        new ClaimResult(pca, 0.2, ""),
                        new ClaimResult(kl, Double.NaN, "No unit is given.")),
                List.of(new Reproduction.Section(
                        "Data",
                        "Some rings.",
                        List.of(DataSamples.of("data", "rings", images)),
                        List.of(DataSamples.of("more-data", "rings", images)),
                        Map.of("units", table))),
                Map.of("Lattice", "0.1.0"),
                "./lattice reproduce toy");
    }
}
