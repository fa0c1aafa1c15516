package dev.lattice.core.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.lattice.core.config.ConfigException;
import dev.lattice.core.config.DatasetSpec;
import dev.lattice.core.random.Seeds;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetsTest {

    private static final byte[] TRAIN_IMAGES = TestFiles.images(4);
    private static final byte[] TRAIN_LABELS = TestFiles.labels(0, 1, 2, 1);
    private static final byte[] TEST_IMAGES = TestFiles.images(2);
    private static final byte[] TEST_LABELS = TestFiles.labels(2, 0);

    @TempDir
    Path folder;

    @Test
    void namesTheNearestOfUnknownNames() {
        String message =
                assertThrows(ConfigException.class, () -> load("mnits", "", "")).getMessage();
        assertTrue(message.contains("unknown dataset 'mnits'; did you mean 'mnist'?"), message);
        message = assertThrows(ConfigException.class, () -> datasets().fetch("digits"))
                .getMessage();
        assertTrue(message.contains("unknown published dataset 'digits'"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"idx", "csv", "images"})
    void ownDataNeedsAPath(String name) {
        String message =
                assertThrows(ConfigException.class, () -> load(name, "", "")).getMessage();
        assertTrue(message.contains("'dataset.path' must name") && message.contains(name), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mnist", "digits"})
    void namedSetsTakeNoPath(String name) {
        String message = assertThrows(ConfigException.class, () -> load(name, "some/where", ""))
                .getMessage();
        assertTrue(message.contains("'some/where' was given for " + name), message);
    }

    @Test
    void aMissingFileNamesAllPlacesThatWereSearched() {
        DataLocations places = new DataLocations(
                Optional.of(Path.of("one")), Optional.of(Path.of("two")), folder.resolve("three"), true);
        String message = assertThrows(
                        DataFormatException.class,
                        () -> new Datasets(places, DownloadListener.SILENT).load(spec("mnist", "", "")))
                .getMessage();
        for (String place :
                List.of("mnist/train-images-idx3-ubyte.gz", "one", "two", "three", "--data-dir", "LATTICE_DATA")) {
            assertTrue(message.contains(place), message);
        }
        assertFalse(message.contains("\n"), message);
    }

    @Test
    void aNamedSetWithOtherContentIsRefused() throws IOException {
        Path file = TestFiles.write(folder, "mnist/train-images-idx3-ubyte.gz", TestFiles.gzip(TRAIN_IMAGES));
        String message = assertThrows(DataFormatException.class, () -> load("mnist", "", ""))
                .getMessage();
        assertTrue(message.startsWith(file + ": SHA-256 must be 440fcabf"), message);
        assertTrue(message.contains("but was " + Sha256.of(file)), message);
        assertTrue(message.contains("dataset.name: idx"), message);
        assertTrue(message.contains("; delete it and fetch it anew with 'lattice data fetch mnist'"), message);
        List<FileStatus> states = datasets().verify("mnist");
        assertEquals(FileStatus.State.DIFFERENT, states.get(0).state());
        assertEquals(FileStatus.State.MISSING, states.get(1).state());
    }

    @Test
    void listsWhatIsThereAndWhatIsNot() {
        List<DatasetInfo> infos = datasets().list();
        assertEquals(
                List.of("mnist", "fashion-mnist", "digits", "idx", "csv", "images", "plugged"),
                infos.stream().map(DatasetInfo::name).toList());
        assertFalse(infos.get(0).available());
        assertTrue(infos.get(0).location().contains("lattice data fetch mnist"));
        assertEquals(60_000, infos.get(2).size().orElseThrow().trainImages());
        assertTrue(infos.get(2).available());
    }

    @Test
    void findsSourcesThatAreServices() {
        assertEquals(1, load("plugged", "", "").train().count());
    }

    @Test
    void downloadsOnceVerifiesAndRepairsTheCache() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        List<byte[]> contents = List.of(TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS);
        List<String> names = List.of("train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1");
        for (int i = 0; i < 4; i++) {
            byte[] gz = TestFiles.gzip(contents.get(i));
            server.createContext("/" + names.get(i) + "-ubyte.gz", exchange -> {
                exchange.sendResponseHeaders(200, gz.length);
                exchange.getResponseBody().write(gz);
                exchange.close();
            });
        }
        server.start();
        String mirror = "http://" + server.getAddress().getAddress().getHostAddress() + ":"
                + server.getAddress().getPort() + "/";
        PublishedSet tiny = tiny(mirror);
        Path cache = folder.resolve("cache");
        Datasets online = tinyDatasets(tiny, Optional.empty(), cache, false);
        Dataset loaded = online.load(spec("tiny", "", ""));
        server.stop(0);
        assertEquals(4, loaded.train().count());
        assertEquals(2, loaded.test().label(0));
        Datasets offline = tinyDatasets(tiny, Optional.empty(), cache, true);
        assertEquals(loaded.checksum(), offline.load(spec("tiny", "", "")).checksum());
        assertTrue(offline.verify("tiny").stream().allMatch(s -> s.state() == FileStatus.State.OK));
        assertTrue(offline.list().get(0).available());
        Files.write(cache.resolve("tiny/t10k-labels-idx1-ubyte.gz"), new byte[5]);
        // The cache is ours: fetch does not complain about the damaged file but asks for it again.
        String message = assertThrows(DataFormatException.class, () -> offline.load(spec("tiny", "", "")))
                .getMessage();
        assertTrue(message.contains("; fetch it anew with 'lattice data fetch tiny'"), message);
        message = assertThrows(DataFormatException.class, () -> offline.fetch("tiny"))
                .getMessage();
        assertTrue(
                message.contains("tiny/t10k-labels-idx1-ubyte.gz") && message.contains("downloads are off"), message);
        Datasets userFolder = tinyDatasets(tiny, Optional.of(cache), folder.resolve("other"), false);
        message = assertThrows(DataFormatException.class, () -> userFolder.fetch("tiny"))
                .getMessage();
        assertTrue(message.contains("SHA-256 must be"), message);
    }

    @Test
    void plainFilesWithThePublishedContentAreAccepted() throws IOException {
        writeIdx(folder.resolve("tiny"));
        Dataset set = tinyDatasets(tiny("http://unused/"), Optional.of(folder), folder.resolve("c"), true)
                .load(spec("tiny", "", ""));
        assertEquals(4, set.train().count());
    }

    @Test
    void idxReadsAFolderWithAndWithoutTestFiles() throws IOException {
        writeIdx(folder);
        Dataset both = load("idx", folder.toString(), "");
        assertEquals(4, both.train().count());
        assertEquals(2, both.test().count());
        assertEquals(3, both.test().classes());
        Files.delete(folder.resolve("t10k-images-idx3-ubyte"));
        Dataset held = load("idx", folder.toString(), "");
        assertEquals(3, held.train().count());
        assertEquals(1, held.test().count());
        String message = assertThrows(DataFormatException.class, () -> load("idx", folder + "/none", ""))
                .getMessage();
        assertTrue(message.contains("none") && message.contains("no such folder"), message);
    }

    @Test
    void testDataMustFitTheTrainingData() throws IOException {
        writeIdx(folder);
        TestFiles.write(folder, "t10k-labels-idx1-ubyte", TestFiles.labels(0, 3));
        String message = assertThrows(DataFormatException.class, () -> load("idx", folder.toString(), ""))
                .getMessage();
        assertTrue(message.contains("test labels must be 0 to 2") && message.contains("image 1 has 3"), message);
        TestFiles.write(folder, "t10k-images-idx3-ubyte", TestFiles.idx(2051, new byte[8], 2, 2, 2));
        message = assertThrows(DataFormatException.class, () -> load("idx", folder.toString(), ""))
                .getMessage();
        assertTrue(message.contains("must be 2x3") && message.contains("are 2x2"), message);
    }

    @Test
    void csvReadsAFileAPairAndAFolder() throws IOException {
        Path train = TestFiles.write(folder, "fashion-mnist_train.csv", "1,2\n0,3\n1,4\n".getBytes());
        Dataset single = load("csv", train.toString(), "");
        assertEquals(2, single.train().count());
        assertEquals(1, single.test().count());
        Path test = TestFiles.write(folder, "fashion-mnist_test.csv", "label,pixel0\n1,9\n".getBytes());
        assertEquals(
                load("csv", folder.toString(), "").checksum(),
                load("csv", train.toString(), test.toString()).checksum());
        TestFiles.write(folder, "fashion-mnist_test.csv", "pixel0\n9\n".getBytes());
        assertEquals(single.checksum(), load("csv", folder.toString(), "").checksum());
        TestFiles.write(folder, "other_train.csv", new byte[0]);
        String message = assertThrows(DataFormatException.class, () -> load("csv", folder.toString(), ""))
                .getMessage();
        assertTrue(message.contains("must hold one file named …train.csv, but holds 2"), message);
    }

    @Test
    void theSameTenthIsSetAsideEveryTime() {
        ImageSet all = DigitsGenerator.generate(100, new Seeds(1), "t");
        Dataset set = Dataset.holdingOutATenth("own", all);
        assertEquals(10, set.test().count());
        assertEquals(90, set.train().count());
        assertEquals(set.checksum(), Dataset.holdingOutATenth("own", all).checksum());
        assertNotEquals(
                set.checksum(), Dataset.of("own", set.test(), set.train()).checksum());
        String message = assertThrows(DataFormatException.class, () -> Dataset.holdingOutATenth("own", all.first(1)))
                .getMessage();
        assertTrue(message.contains("at least 2 images, but holds 1"), message);
    }

    private void writeIdx(Path target) throws IOException {
        TestFiles.write(target, "train-images-idx3-ubyte", TRAIN_IMAGES);
        TestFiles.write(target, "train-labels-idx1-ubyte", TRAIN_LABELS);
        TestFiles.write(target, "t10k-images-idx3-ubyte", TEST_IMAGES);
        TestFiles.write(target, "t10k-labels-idx1-ubyte", TEST_LABELS);
    }

    private static PublishedSet tiny(String mirror) {
        return new PublishedSet(
                "tiny",
                List.of(),
                "test images",
                new DatasetInfo.Size(4, 2, 3, 2, 3, 0),
                List.of(
                        published("train", "images-idx3-ubyte", TRAIN_IMAGES),
                        published("train", "labels-idx1-ubyte", TRAIN_LABELS),
                        published("t10k", "images-idx3-ubyte", TEST_IMAGES),
                        published("t10k", "labels-idx1-ubyte", TEST_LABELS)),
                List.of(mirror));
    }

    private static PublishedFile published(String part, String kind, byte[] content) {
        byte[] gz = TestFiles.gzip(content);
        return new PublishedFile(part, kind, gz.length, TestFiles.sha256(gz), TestFiles.sha256(content));
    }

    private static Datasets tinyDatasets(PublishedSet set, Optional<Path> dataDir, Path cache, boolean offline) {
        return new Datasets(
                new DataLocations(dataDir, Optional.empty(), cache, offline), DownloadListener.SILENT, List.of(set));
    }

    private Datasets datasets() {
        return new Datasets(
                new DataLocations(Optional.of(folder), Optional.empty(), folder.resolve("cache"), true),
                DownloadListener.SILENT);
    }

    private Dataset load(String name, String path, String testPath) {
        return datasets().load(spec(name, path, testPath));
    }

    private static DatasetSpec spec(String name, String path, String testPath) {
        return new DatasetSpec(name, path, testPath, null, null, null, null);
    }
}
