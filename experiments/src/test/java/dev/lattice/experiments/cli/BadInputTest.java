package dev.lattice.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.engine.cuda.CudaEngine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad input ends with exit code 2 and one line that names thing, rule and value; nothing is written. */
class BadInputTest {

    private static final int IMAGES = 6;

    @TempDir
    Path folder;

    private Session session;

    @BeforeEach
    void begin() {
        session = new Session(folder);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "unknown key | train demo --set training.epoch=3 | training.epoch ; did you mean 'epochs'",
                "unknown section | train demo --set trainin.epochs=3 | trainin ; did you mean 'training'",
                "unknown search key | sweep demo --set search.strateggy=grid | strateggy ; strategy",
                "unknown searched key | sweep demo --set search.space.model.laten=[2] | laten ; latent",
                "wrong type | train demo --set training.epochs=many | training.epochs ; whole number ; many",
                "out of range | train demo --set training.learningRate=-1 | training.learningRate ; > 0 ; -1",
                "latent 0 | train demo --set model.latent=0 | model.latent ; at least 1 ; 0",
                "latent 0 in a search | sweep demo --set search.space.model.latent=[2,0] | model.latent ; at least 1 ; 0",
                "too many images in a search | sweep demo --set search.space.dataset.limit=[100,99999999] --study x | dataset.limit ; at most ; 99999999",
                "empty list | sweep demo --set search.space.model.latent=[] | model.latent ; empty",
                "range without steps | sweep demo --set search.space.training.learningRate={min:0.001,max:0.1} | training.learningRate ; steps",
                "no search | sweep mnist-mlp | mnist-mlp ; search",
                "searched and set | sweep demo --set model.latent=3 | model.latent ; search.space.model.latent",
                "unknown experiment | train demoo | demoo ; did you mean 'demo'",
                "unknown experiment | sweep mnist-grd | mnist-grd ; did you mean 'mnist-grid'",
                "missing file | train no/such.yaml | no/such.yaml ; no such file",
                "unknown variant | train demo --set model.variant=vaes | vaes ; did you mean 'vae'",
                "unknown option of a variant | train demo --set model.bta=2 --set model.variant=beta-vae | bta ; beta",
                "unknown activation | train demo --set model.activation=relo | relo ; relu",
                "unknown engine | train demo --engine samedif | samedif ; samediff",
                "a sum over one | train demo --engine samediff --set model.latent=1 | samediff ; at least 2 dimensions",
                "a sum over one | train mnist-hvae --set model.lowerLatent=1 | samediff ; at least 2 dimensions",
                "unknown dataset | train demo --set dataset.name=digit | digit ; digits",
                "workers 0 | sweep demo --workers 0 | workers ; at least 1 ; 0",
                "not a number | sweep demo --workers two | --workers ; two",
                "bad study name | sweep demo --study a/b | --study ; a/b",
                "different data | compare mnist-mlp fashion-mlp | dataset ; mnist-mlp ; fashion-mlp",
                "different epochs | compare mnist-mlp mnist-grid | training.epochs ; mnist-mlp ; mnist-grid",
                "the same twice | compare mnist-mlp mnist-mlp | mnist-mlp ; different names",
                "a search in a comparison | compare mnist-mlp mnist-ae --set search.space.model.latent=[2,10] | --set ; search.space.model.latent ; lattice sweep",
                "a search in a comparison | compare mnist-mlp mnist-ae --set search={space:{model.latent:[2]}} | --set ; 'search' ; lattice sweep",
                "unknown study | trials nothing | nothing ; lattice demo",
                "csv holds every cell | trials nothing --csv --top 3 | --top ; --csv ; 3",
                "csv ranks nothing | trials nothing --metric mse --csv | --metric ; --csv ; mse",
                "unknown study | report nothing | nothing ; lattice demo",
                "unknown model | evaluate nothing | nothing ; lattice train",
                "no draws | evaluate nothing --importance-samples 0 | --importance-samples ; at least 1 ; 0",
                "no images | evaluate nothing --count 0 | --count ; at least 1 ; 0",
                "unknown model | sample nothing | nothing ; lattice train",
                "unknown format | export nothing --format onxn | onxn ; did you mean 'onnx'",
                "unknown model | traverse nothing | nothing ; lattice train",
                "unknown model | anomaly nothing | nothing ; lattice train",
                "no number | traverse nothing --steps 1 | --steps ; at least 2 ; 1",
                "two kinds of anomaly | anomaly nothing --classes 3 --against mnist | --classes ; --against",
                "unknown reproduction | reproduce mnist-to-layer | mnist-to-layer ; did you mean 'mnist-two-layer'",
                "no such file | reproduce no/such.yaml | no/such.yaml ; no such file",
                "nothing to reproduce | reproduce | NAME ; --list",
                "a name for all runs | reproduce mnist-two-layer --set name=mine | name ; runs have their own",
                "searched and set | reproduce mnist-grid --set model.latent=3 | model.latent ; search.space.model.latent",
                "unknown key | reproduce fashion-vae --set training.epoch=3 | training.epoch ; did you mean 'epochs'",
            })
    void commandsRefuse(String what, String words, String parts) throws IOException {
        refused(session.withResults(words.split(" ")), parts.split(" ; "));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "no option of that name | train demo --epochs 3 | --epochs",
                "no command of that name | tran | tran ; did you mean 'train'",
                "no experiment | train | EXPERIMENT",
                "no subcommand | data | list",
                "too few to compare | compare demo | EXPERIMENT",
                "json and csv | trials demo --json --csv | --json ; --csv",
                "unknown set | data fetch mnst | mnst ; did you mean 'mnist'",
            })
    void usageIsOneLine(String what, String words, String parts) throws IOException {
        refused(session.run(words.split(" ")), parts.split(" ; "));
    }

    @Test
    void aTraceIsShownToWhoAsksForIt() throws IOException {
        assertTrue(session.withResults("train", "nosuch", "-vv").err().contains("\tat dev.lattice."));
        assertFalse(session.withResults("train", "nosuch", "-v").err().contains("\tat "));
    }

    @Test
    void unknownKeysInAFileNameTheFile() throws IOException {
        Path file =
                Files.writeString(folder.resolve("mine.yaml"), "dataset: {name: digits}\ntraining: {batchsize: 3}\n");
        refused(session.withResults("train", file.toString()), file.toString(), "training.batchsize", "batchSize");
    }

    @Test
    void aComparedExperimentThatCannotBeTrainedIsRefused() throws IOException {
        Path file = Files.writeString(
                folder.resolve("narrow.yaml"), "extends: demo\nname: narrow\nmodel: {variant: vae, latent: 1}\n");
        refused(
                session.withResults("compare", "demo", file.toString(), "--engine=samediff"),
                "narrow",
                "at least 2 dimensions");
    }

    @Test
    void aSearchThatCannotBeTrainedLeavesTheStudyAsItWas() throws IOException {
        String[] good = {
            "sweep", "demo", "--study=x", "--set=dataset.limit=100", "--set=search.space={training.epochs: [1]}"
        };
        assertEquals(0, session.withResults(good).code());
        Path described = session.results().resolve("x/experiment.json");
        String before = Files.readString(described);
        String[] bad = good.clone();
        bad[4] = "--set=search.space={training.epochs: [1], dataset.validation: [500, 99999999]}";
        assertEquals(2, session.withResults(bad).code());
        assertEquals(before, Files.readString(described));
    }

    @Test
    void aDeviceThatIsNotThereIsRefused() throws IOException {
        Assumptions.assumeTrue(CudaEngine.devices().refusal().isPresent(), "there is a card here");
        for (String command : List.of("train", "sweep")) {
            refused(session.withResults(command, "demo", "--engine", "cuda"), "engine", "cuda", "NVIDIA driver");
        }
    }

    @Test
    void anOutputFolderBelowAFileIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        for (String command : List.of("train", "sweep")) {
            refused(session.run(command, "demo", "--out=" + file.resolve("results")), file.toString(), "not a folder");
        }
    }

    /** Before a model is looked for, let alone anything computed. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "evaluate nothing --csv",
                "encode nothing --csv",
                "anomaly nothing --classes 1 --csv",
                "data show digits --file"
            })
    void aFolderInThePlaceOfAFileIsRefused(String words) throws IOException {
        String[] all = (words + " " + folder).split(" ");
        refused(session.run(all), all[all.length - 2], "must be a file", folder + ", a folder");
    }

    @Test
    void truncatedAndCorruptArchivesAreRefused() throws IOException {
        byte[] whole = gzip(images(IMAGES));
        idx(Arrays.copyOf(whole, whole.length / 2), gzip(labels(IMAGES)));
        refused(idxTraining(), "train-images-idx3-ubyte.gz");
        byte[] corrupt = whole.clone();
        corrupt[whole.length / 2] ^= 0x55;
        idx(corrupt, gzip(labels(IMAGES)));
        refused(idxTraining(), "train-images-idx3-ubyte.gz");
    }

    @Test
    void wrongMagicAndUnequalCountsAreRefused() throws IOException {
        byte[] magic = images(IMAGES);
        magic[3] = 7;
        idx(gzip(magic), gzip(labels(IMAGES)));
        refused(idxTraining(), "train-images-idx3-ubyte.gz", "magic");
        idx(gzip(images(IMAGES)), gzip(labels(IMAGES - 1)));
        refused(idxTraining(), "6", "5");
    }

    @Test
    void countsBeyondTheDataAreRefused() throws IOException {
        idx(gzip(images(IMAGES)), gzip(labels(IMAGES)));
        refused(idxTraining("dataset.validation=6"), "dataset.validation", "6");
        refused(idxTraining("dataset.limit=7"), "dataset.limit", "7");
    }

    @Test
    void missingDataIsRefused() throws IOException {
        refused(idxTraining(), "idx", "no");
        refused(session.withResults("train", "mnist-mlp", "--offline"), "mnist");
    }

    @Test
    void filesThatAreNotThePublishedOnesAreRefused() throws IOException {
        Path mnist = Files.createDirectories(folder.resolve("data/mnist"));
        for (String part : List.of("train", "t10k")) {
            Files.write(mnist.resolve(part + "-images-idx3-ubyte.gz"), gzip(images(IMAGES)));
            Files.write(mnist.resolve(part + "-labels-idx1-ubyte.gz"), gzip(labels(IMAGES)));
        }
        refused(
                session.withResults("train", "mnist-mlp", "--offline", "--data-dir=" + folder.resolve("data")),
                "train-images-idx3-ubyte.gz",
                "SHA-256");
    }

    @Test
    void csvWithAShortRowOrAValueAbove255IsRefused() throws IOException {
        Path csv = folder.resolve("mine.csv");
        Files.writeString(csv, "label,pixel0,pixel1,pixel2,pixel3\n1,0,0,0,9\n2,0,0\n");
        refused(csvTraining(csv), csv.toString(), "3");
        Files.writeString(csv, "label,pixel0,pixel1,pixel2,pixel3\n1,0,0,0,9\n2,0,0,256,0\n");
        refused(csvTraining(csv), csv.toString(), "256");
    }

    private Session.Outcome idxTraining(String... more) {
        String dataset = "dataset={name: idx, path: " + folder.resolve("idx") + ", validation: 1}";
        Stream<String> settings =
                Stream.concat(Stream.of(dataset), Stream.of(more)).map(s -> "--set=" + s);
        return session.withResults(
                Stream.concat(Stream.of("train", "demo"), settings).toArray(String[]::new));
    }

    private Session.Outcome csvTraining(Path csv) {
        return session.withResults("train", "demo", "--set", "dataset={name: csv, path: " + csv + ", validation: 1}");
    }

    private void refused(Session.Outcome outcome, String... parts) throws IOException {
        String last = outcome.err().lines().reduce((a, b) -> b).orElse("");
        assertEquals(2, outcome.code(), outcome.err());
        assertEquals("", outcome.out());
        assertEquals(
                1, outcome.err().lines().filter(l -> l.startsWith("lattice: ")).count(), outcome.err());
        assertEquals(1, outcome.err().lines().count(), outcome.err());
        for (String part : parts) {
            assertTrue(last.contains(part), last + " should contain " + part);
        }
        assertTrue(session.files().stream().noneMatch(f -> f.contains("results") || f.contains("home")), "written");
    }

    private void idx(byte[] images, byte[] labels) throws IOException {
        Path idx = Files.createDirectories(folder.resolve("idx"));
        Files.write(idx.resolve("train-images-idx3-ubyte.gz"), images);
        Files.write(idx.resolve("train-labels-idx1-ubyte.gz"), labels);
    }

    private static byte[] images(int count) {
        ByteBuffer bytes = ByteBuffer.allocate(16 + count * 16);
        bytes.putInt(0x803).putInt(count).putInt(4).putInt(4);
        while (bytes.hasRemaining()) {
            bytes.put((byte) (37 * bytes.position()));
        }
        return bytes.array();
    }

    private static byte[] labels(int count) {
        return ByteBuffer.allocate(8 + count).putInt(0x801).putInt(count).array();
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(bytes);
        }
        return zipped.toByteArray();
    }
}
