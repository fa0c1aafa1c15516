package dev.lattice.experiments.cli;

import static dev.lattice.experiments.cli.Damage.bytes;
import static dev.lattice.experiments.cli.Damage.cut;
import static dev.lattice.experiments.cli.Damage.edit;
import static dev.lattice.experiments.cli.Damage.flip;
import static dev.lattice.experiments.cli.Damage.grown;
import static dev.lattice.experiments.cli.Damage.header;
import static dev.lattice.experiments.cli.Damage.later;
import static dev.lattice.experiments.cli.Damage.none;
import static dev.lattice.experiments.cli.Damage.number;
import static dev.lattice.experiments.cli.Damage.picture;
import static dev.lattice.experiments.cli.Damage.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad files end with exit code 2 and one line that names file, rule and value, soon; nothing on disk changes. */
class BadFilesTest {

    private static final Path STUDY = Path.of("..", "search", "src", "test", "resources", "studies", "0.1.0");
    private static final String MODEL = "results/good/model/";
    private static final Duration SOON = Duration.ofSeconds(5);

    @TempDir
    static Path trained;

    @TempDir
    Path folder;

    private Session session;

    private record Row(String what, Damage damage, String words, String... parts) {
        @Override
        public String toString() {
            return what;
        }
    }

    /** A model that the rows damage, and images. */
    @BeforeAll
    static void train() throws IOException {
        SmallDigits.write(Files.createDirectory(trained.resolve("idx")), 60, 20);
        Session.Outcome outcome = new Session(trained)
                .withResults(
                        "train",
                        "demo",
                        "--set=name=good",
                        "--set=dataset={name: idx, path: " + trained.resolve("idx") + ", validation: 10}",
                        "--set=model.hidden=[4]",
                        "--set=training.epochs=1");
        assertEquals(0, outcome.code(), outcome.err());
    }

    @BeforeEach
    void begin() throws IOException {
        session = new Session(folder);
        try (Stream<Path> files = Files.walk(trained)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path copy = folder.resolve(trained.relativize(file).toString());
                if (!Files.exists(copy)) {
                    Files.copy(file, copy);
                }
            }
        }
        Path study = Files.createDirectories(folder.resolve("results/study"));
        for (String file : new String[] {"events.log", "study.mv"}) {
            Files.copy(STUDY.resolve(file), study.resolve(file));
        }
        Files.createFile(study.resolve("study.lock"));
    }

    static Stream<Row> studies() {
        String log = "results/study/events.log";
        return Stream.of(
                new Row("study cut", cut(log, 900), "trials study", "events.log is damaged", "study salvage study"),
                new Row(
                        "study cut, swept",
                        cut(log, 900),
                        "sweep demo --study study",
                        "events.log",
                        "study salvage study"),
                new Row("study of one byte", cut(log, 1), "trials study", "events.log is damaged at byte 1", "salvage"),
                new Row("empty study", cut(log, 0), "report study", "events.log is damaged at byte 0", "salvage"),
                new Row("byte changed", flip(log, 700), "trials study --csv", "events.log is damaged", "salvage"),
                new Row("other file", text(log, "label,pixel0\n1,2\n"), "trials study", "events.log", "no event log"),
                new Row(
                        "log missing",
                        f -> Files.delete(f.resolve(log)),
                        "trials study",
                        "events.log",
                        "it is missing"),
                new Row("later release", later(log), "trials study", "events.log", "later release", "version 9"),
                new Row("study's model missing", none(), "evaluate study:1", "trial 1", "no model on disk"),
                new Row("study for a model", none(), "evaluate study", "study:NUMBER"),
                new Row("removed without saying so", none(), "study rm study", "results/study", "--yes"),
                new Row("nothing to salvage", none(), "study salvage nothing", "nothing", "study"));
    }

    static Stream<Row> models() {
        String json = MODEL + "model.json";
        String weights = MODEL + "weights.safetensors";
        return Stream.of(
                new Row("no JSON", text(json, "{"), "sample good", "model.json"),
                new Row("null", text(json, "null"), "sample good", "model.json", "section", "null"),
                new Row("null within", edit(json, "\"curve\" : [", "\"curve\" : [null, "), "sample good", "'curve'"),
                new Row("format", edit(json, "\"format\" : 1", "\"format\" : 7"), "sample good", "'format'", "1", "7"),
                new Row(
                        "key",
                        edit(json, "\"format\"", "\"formats\""),
                        "sample good",
                        "model.json",
                        "formats",
                        "format"),
                new Row(
                        "height",
                        edit(json, "\"height\" : 28", "\"height\" : 0"),
                        "sample good",
                        "model.json",
                        "'height'"),
                new Row("width", edit(json, "\"width\" : 28", "\"width\" : 9"), "sample good", "weights", "tensor"),
                new Row(
                        "latent",
                        edit(json, "\"latent\" : 2", "\"latent\" : 0"),
                        "sample good",
                        "latent",
                        "at least 1",
                        "0"),
                new Row("large", grown(json, 65L << 20), "sample good", "model.json", "at most 67108864 bytes"),
                new Row("no weights", f -> Files.delete(f.resolve(weights)), "sample good", "weights", "missing"),
                new Row("no model", f -> Files.delete(f.resolve(json)), "sample good/model", "unknown model", "good"),
                new Row("weights cut", cut(weights, 3000), "sample good", "weights.safetensors", "within the file"),
                new Row("weights empty", cut(weights, 0), "sample good", "weights.safetensors", "8 bytes", "holds 0"),
                new Row(
                        "header long",
                        header(weights, Long.MAX_VALUE),
                        "sample good",
                        "header length",
                        "" + Long.MAX_VALUE),
                new Row("header no JSON", header(weights, 9), "sample good", "weights", "header is not JSON"),
                new Row("dtype", edit(weights, "F32", "F64"), "sample good", "tensor", "must be F32", "F64"),
                new Row(
                        "shape",
                        edit(weights, "\"shape\":[", "\"shape\":[9"),
                        "sample good",
                        "tensor",
                        "within the file"),
                new Row("name", edit(weights, "\"encoder", "\"encoded"), "sample good", "tensor", "missing"));
    }

    static Stream<Row> experiments() {
        return Stream.of(
                yaml("tag", "name: !!java.io.File [x]", "line 1", "tags are not supported", "java.io.File"),
                yaml("anchor", "name: &a x\nseed: 1", "line 1", "anchors"),
                yaml("alias", "a: *b", "line 1", "aliases"),
                yaml("twice", "seed: 1\nseed: 2", "seed", "duplicate"),
                yaml("deep", "a: " + "[".repeat(40) + "]".repeat(40), "16 deep"),
                yaml("long", "# " + "x".repeat(200_000), "at most 100000 characters"),
                yaml("not closed", "model: {latent: 2", "line 1", "not valid YAML"),
                yaml("tab", "model:\n\tlatent: 2", "line 2", "not valid YAML"),
                yaml("list", "[1, 2]", "mine.yaml", "section"),
                yaml("empty", "", "mine.yaml"),
                yaml("control character", "name: \u0001", "mine.yaml", "not valid YAML"),
                yaml(
                        "not a number",
                        "dataset: {name: digits}\ntraining: {learningRate: .nan}",
                        "learningRate",
                        "> 0",
                        "NaN"),
                yaml("infinite", "dataset: {name: digits}\ntraining: {learningRate: .inf}", "learningRate", "Infinity"),
                yaml(
                        "huge number",
                        "dataset: {name: digits}\ntraining: {epochs: 99999999999}",
                        "training.epochs",
                        "whole number"),
                yaml(
                        "huge network",
                        "dataset: {name: digits}\nmodel: {hidden: [2000000000, 2000000000]}",
                        "model.hidden"),
                yaml("bad name", "name: a/b\ndataset: {name: digits}", "name", "a/b"),
                new Row("not UTF-8", bytes("mine.yaml", 'a', ':', 0xff, 0xfe), "train mine.yaml", "mine.yaml"),
                new Row("folder", f -> Files.createDirectory(f.resolve("mine.yaml")), "train mine.yaml", "mine.yaml"));
    }

    static Stream<Row> images() {
        String idx = "train demo --set=dataset={name:_idx,_path:_idx,_validation:_5}";
        String csv = "train demo --set=dataset={name:_csv,_path:_mine.csv,_validation:_1}";
        String dir = "train demo --set=dataset={name:_images,_path:_pictures,_validation:_1}";
        String pixels = "idx/train-images-idx3-ubyte";
        String labels = "idx/train-labels-idx1-ubyte";
        return Stream.of(
                new Row("images cut", cut(pixels, 3000), idx, "train-images-idx3-ubyte", "promises 47056", "has 3000"),
                new Row("images long", grown(pixels, 48_000), idx, "train-images-idx3-ubyte", "must end", "47056"),
                new Row("promise", number(pixels, 4, 0x7fffffff), idx, "train-images-idx3-ubyte", "promises"),
                new Row("negative count", number(pixels, 4, -1), idx, "number of images", "4294967295"),
                new Row("side", number(pixels, 8, 5000), idx, "image side", "1 to 4096", "5000"),
                new Row("magic", number(labels, 0, 7), idx, "train-labels-idx1-ubyte", "magic must be 2049", "7"),
                new Row("no labels", f -> Files.delete(f.resolve(labels)), idx, "labels"),
                new Row(
                        "only gzip magic",
                        bytes(pixels, 0x1f, 0x8b),
                        idx,
                        "train-images-idx3-ubyte",
                        "truncated or corrupt"),
                new Row("empty table", text("mine.csv", ""), csv, "mine.csv"),
                new Row("header only", text("mine.csv", "label,pixel0\n"), csv, "mine.csv"),
                new Row("long line", text("mine.csv", "1," + "0".repeat(5 << 20)), csv, "mine.csv", "4194304"),
                new Row("no square", text("mine.csv", "1,0,0\n"), csv, "mine.csv", "square", "3 columns"),
                new Row("label", text("mine.csv", "-1,0\n"), csv, "mine.csv", "line 1", "label", "-1"),
                new Row("text", text("mine.csv", "1,0\n1,zero\n"), csv, "mine.csv", "line 2", "column 2", "zero"),
                new Row("quoted", text("mine.csv", "\"1,0\n"), csv, "mine.csv"),
                new Row("no pictures", f -> Files.createDirectories(f.resolve("pictures/0")), dir, "pictures"),
                new Row("broken picture", picture(w -> w[40] ^= 1), dir, "one.png"),
                new Row("large picture", picture(Damage::wide), dir, "one.png", "16777216", "4x50000000"),
                new Row("no picture", text("pictures/0/one.png", "hello"), dir, "one.png"));
    }

    static Stream<Row> flags() {
        return Stream.of(
                flag("sweep demo --max-time 5x", "--max-time", "90s, 30m or 2h30m", "5x"),
                flag("sweep demo --max-time 0s", "max-time", "> 0"),
                flag("sweep demo --max-cells 0", "max-cells", "at least 1", "0"),
                flag("sweep demo --checkpoint-every -1s", "--checkpoint-every", "-1s"),
                flag("sweep demo --retries -1", "retries", "at least 0", "-1"),
                flag("sweep demo --keep-models many", "--keep-models", "many"),
                flag("train demo --seed 1.5", "--seed", "1.5"),
                flag("train demo --set training.epochs", "--set", "training.epochs"),
                flag("train demo --set =3", "--set", "=3"),
                flag("train demo --set training.epochs.x=3", "training.epochs"),
                flag("trials study --top 0", "--top", "at least 1", "0"),
                flag("trials study --metric mze", "mze", "did you mean 'mse'"),
                flag("report study --best -3", "best", "-3"),
                flag("sample good --count 0", "count", "0"),
                flag("sample good --label 3", "--label", "cvae", "3"),
                flag("interpolate good --from 1000000", "from", "1000000"),
                flag("interpolate good --steps 1", "steps", "1"),
                flag("reconstruct good --images all", "--images", "all"),
                flag("evaluate good:1", "good"),
                flag("data show idx", "idx", "path"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"studies", "models", "experiments", "images", "flags"})
    void refused(Row row) throws IOException {
        row.damage.to(folder);
        Map<String, Long> before = sums();
        String[] words = Stream.of(row.words.split(" "))
                .map(w -> w.replace('_', ' '))
                .map(w -> w.replace("path: ", "path: " + folder + "/"))
                .map(w -> w.endsWith(".yaml") ? folder.resolve(w).toString() : w)
                .toArray(String[]::new);
        Session.Outcome outcome = assertTimeout(SOON, () -> session.withResults(words));
        assertEquals(2, outcome.code(), outcome.err());
        assertEquals("", outcome.out());
        assertEquals(1, outcome.err().lines().count(), outcome.err());
        assertTrue(outcome.err().startsWith("lattice: "), outcome.err());
        for (String part : row.parts) {
            assertTrue(outcome.err().contains(part), outcome.err() + " should contain " + part);
        }
        assertEquals(before, sums());
    }

    /** Returns every file with a checksum of its content. */
    private Map<String, Long> sums() throws IOException {
        Map<String, Long> sums = new TreeMap<>();
        for (String name : session.files()) {
            CRC32 crc = new CRC32();
            // The lock says who looked last.
            if (Files.isRegularFile(folder.resolve(name)) && !name.endsWith("study.lock")) {
                crc.update(Files.readAllBytes(folder.resolve(name)));
            }
            sums.put(name, crc.getValue());
        }
        return sums;
    }

    private static Row yaml(String what, String text, String... parts) {
        return new Row(what, text("mine.yaml", text), "train mine.yaml", parts);
    }

    private static Row flag(String words, String... parts) {
        return new Row(words, none(), words, parts);
    }
}
