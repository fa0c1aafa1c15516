package dev.lattice.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.search.store.StudyReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user's own images change after a training, and so do those that are held out: what the model has seen is not taken for new. */
@Tag("slow")
class ChangedDataTest {

    private static final List<String> SMALL = List.of("model.hidden=[4]", "training.epochs=1");

    @TempDir
    Path folder;

    private Path data;
    private Session session;

    @BeforeEach
    void digits() throws IOException {
        data = write("idx", 200);
        session = new Session(folder);
    }

    /** Writes images without test images, a tenth of which is set aside for that. */
    private Path write(String name, int count) throws IOException {
        Path images = Files.createDirectories(folder.resolve(name));
        SmallDigits.write(images, count, 10);
        Files.delete(images.resolve("t10k-images-idx3-ubyte"));
        Files.delete(images.resolve("t10k-labels-idx1-ubyte"));
        return images;
    }

    @Test
    void aModelIsNotEvaluatedOnOtherImages() throws IOException {
        Session.Outcome trained = run("train", "demo", "name=one");
        assertEquals(0, trained.code(), trained.err());
        assertEquals(0, evaluate("test").code());
        write("idx", 220);
        for (String part : List.of("train", "validation", "test")) {
            Session.Outcome refused = evaluate(part);
            assertEquals(2, refused.code(), part);
            assertEquals("", refused.out());
            assertTrue(
                    refused.err()
                            .matches("lattice: the images of 'idx' in .* must be those that 'one' was trained on, "
                                    + "with checksum [0-9a-f]{12}, but have changed to [0-9a-f]{12}; .*\\R"),
                    refused.err());
        }
        // Nobody knows what a model was trained on whose history does not say.
        Path model = session.results().resolve("one/model/model.json");
        Files.writeString(
                model, Files.readString(model).replaceFirst("(\"dataChecksum\" *: *)\"[0-9a-f]+\"", "$1null"));
        assertEquals(0, evaluate("test").code(), evaluate("test").err());
        write("idx", 200);
        assertEquals(0, evaluate("test").code());
    }

    @Test
    void aReportLeavesOutFiguresOfOtherImagesAndOpensNoTestImages() throws IOException {
        Session.Outcome swept = run("sweep", "demo", "name=study", "search={space: {model.latent: [2, 3]}}");
        assertEquals(0, swept.code(), swept.err());
        assertTrue(Files.readString(session.results().resolve("study/report/index.html"))
                .contains("figures/reconstructions"));
        write("idx", 220);
        Session.Outcome reported = session.withResults("report", "study");
        assertEquals(0, reported.code(), reported.err());
        assertTrue(reported.err().contains("left out figures that need images: the images of 'idx'"), reported.err());
        assertFalse(Files.readString(session.results().resolve("study/report/index.html"))
                .contains("figures/reconstructions"));
        Session.Outcome tested = session.withResults("report", "study", "--test");
        assertEquals(2, tested.code(), tested.out());
        assertTrue(tested.err().contains("have changed to"), tested.err());
        assertEquals(
                List.of(),
                StudyReader.read(session.results().resolve("study")).info().tests());
    }

    @Test
    void aComparisonMeasuresOnlyModelsOfTheDataAsItIs() throws IOException {
        assertEquals(
                0,
                run("compare", "mnist-mlp mnist-ae", "model.latent=2", "--study=two", "--quick")
                        .code());
        write("idx", 220);
        Session.Outcome compared =
                run("compare", "mnist-mlp mnist-ae", "model.latent=2", "--study=two", "--importance-samples=2");
        assertEquals(0, compared.code(), compared.err());
        List<String> lines = compared.err().lines().toList();
        assertEquals(2, lines.stream().filter(l -> l.startsWith("measuring ")).count(), compared.err());
        assertEquals(
                2,
                lines.stream().filter(l -> l.startsWith("not measured: cell ")).count(),
                compared.err());
    }

    @Test
    void aSearchOverDataSetsKeepsModelsOfEach() throws IOException {
        Path other = write("other", 220);
        Session.Outcome swept =
                run("sweep", "demo", "name=study", "search={space: {dataset.path: ['" + data + "', '" + other + "']}}");
        assertEquals(0, swept.code(), swept.err());
        for (String cell : List.of("study:1", "study:2")) {
            Session.Outcome measured = session.withResults("evaluate", cell, "--quick");
            assertEquals(0, measured.code(), measured.err());
        }
    }

    private Session.Outcome evaluate(String part) {
        return session.withResults("evaluate", "one", "--quick", "--images=" + part);
    }

    private Session.Outcome run(String command, String experiments, String... more) {
        List<String> words = new ArrayList<>(List.of(command));
        words.addAll(List.of(experiments.split(" ")));
        words.add("--set=dataset={name: idx, path: " + data + ", validation: 20}");
        SMALL.forEach(s -> words.add("--set=" + s));
        for (String word : more) {
            words.add(word.startsWith("--") ? word : "--set=" + word);
        }
        return session.withResults(words.toArray(String[]::new));
    }
}
