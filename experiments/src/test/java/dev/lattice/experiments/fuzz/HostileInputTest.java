package dev.lattice.experiments.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import dev.lattice.core.config.ConfigException;
import dev.lattice.core.config.DatasetSpec;
import dev.lattice.core.data.DataFormatException;
import dev.lattice.core.data.DataLocations;
import dev.lattice.core.data.Datasets;
import dev.lattice.core.data.DownloadListener;
import dev.lattice.core.modelfile.ModelFolder;
import dev.lattice.experiments.spec.ExperimentFile;
import dev.lattice.search.store.CheckpointFile;
import dev.lattice.search.store.MVStoreStudyStore;
import dev.lattice.search.store.StoreException;
import dev.lattice.search.store.StudyReader;
import dev.lattice.search.store.StudySalvage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever bytes a file holds, reading it gives a result or one of our own exceptions with a message, soon and in little memory.
 * {@code -Dlattice.fuzz.seconds=60} spends longer on each reader; an input that fails is kept in {@code target/fuzz}.
 */
@Tag("slow")
class HostileInputTest {

    private static final Duration BUDGET = Duration.ofSeconds(Integer.getInteger("lattice.fuzz.seconds", 2));
    private static final Duration SOON = Duration.ofSeconds(5);

    /** Fewer would say nothing, however slow the machine is. */
    private static final int LEAST = 50;

    /** An image of as many pixels as is read takes a tenth of this. */
    private static final long MOST_BYTES = 512L << 20;

    private static final Path STUDY = Path.of("..", "search", "src", "test", "resources", "studies", "0.1.0");
    private static final Path KEPT = Path.of("target", "fuzz");
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir
    Path folder;

    private TestInfo info;

    @BeforeEach
    void name(TestInfo test) {
        info = test;
    }

    /** Reads the file under test. */
    private interface Reader {
        void read() throws IOException;
    }

    @Test
    void idxImages() throws IOException {
        Path file = folder.resolve("train-images-idx3-ubyte");
        Files.write(folder.resolve("train-labels-idx1-ubyte"), labels(20));
        fuzz(file, List.of(pixels(20), gzip(pixels(20))), () -> load("idx", folder));
    }

    @Test
    void idxLabels() throws IOException {
        Files.write(folder.resolve("train-images-idx3-ubyte"), pixels(20));
        fuzz(
                folder.resolve("train-labels-idx1-ubyte"),
                List.of(labels(20), gzip(labels(20))),
                () -> load("idx", folder));
    }

    @Test
    void tables() throws IOException {
        Path file = folder.resolve("mine.csv");
        StringBuilder csv = new StringBuilder("label,pixel0,pixel1,pixel2,pixel3\n");
        for (int line = 0; line < 20; line++) {
            csv.append(line % 3).append(",0,").append(line).append(",17,255\n");
        }
        fuzz(file, List.of(csv.toString().getBytes(StandardCharsets.UTF_8)), () -> load("csv", file));
    }

    @Test
    void pictures() throws IOException {
        Path one = Files.createDirectories(folder.resolve("pictures/0"));
        Files.write(one.resolve("whole.png"), picture("png", java.awt.image.BufferedImage.TYPE_BYTE_GRAY));
        List<byte[]> seeds = new ArrayList<>();
        for (String format : List.of("png", "gif", "bmp", "jpg")) {
            seeds.add(picture(format, java.awt.image.BufferedImage.TYPE_INT_RGB));
        }
        seeds.add(picture("png", java.awt.image.BufferedImage.TYPE_INT_ARGB));
        seeds.add(picture("png", java.awt.image.BufferedImage.TYPE_USHORT_GRAY));
        fuzz(one.resolve("mine.png"), seeds, () -> load("images", folder.resolve("pictures")));
    }

    @Test
    void experiments() throws IOException {
        Path file = folder.resolve("mine.yaml");
        List<byte[]> seeds = new ArrayList<>();
        try (Stream<Path> bundled = Files.list(Path.of("src", "main", "resources", "experiments"))) {
            for (Path yaml :
                    bundled.filter(p -> p.toString().endsWith(".yaml")).sorted().toList()) {
                seeds.add(Files.readAllBytes(yaml));
            }
        }
        fuzz(file, seeds, () -> {
            ExperimentFile.Resolved resolved =
                    ExperimentFile.read(file.toString()).resolve(List.of(), null);
            resolved.search()
                    .ifPresent(s -> dev.lattice.search.space.SearchSpec.of(s, resolved.given())
                            .check());
        });
    }

    @Test
    void modelWeights() throws IOException {
        TinyModel.write(folder.resolve("model"));
        Path file = folder.resolve("model/weights.safetensors");
        fuzz(file, List.of(Files.readAllBytes(file)), () -> ModelFolder.read(folder.resolve("model")));
    }

    @Test
    void modelDescriptions() throws IOException {
        TinyModel.write(folder.resolve("model"));
        Path file = folder.resolve("model/model.json");
        fuzz(file, List.of(Files.readAllBytes(file)), () -> ModelFolder.read(folder.resolve("model")));
    }

    @Test
    void studyLogs() throws IOException {
        fuzz(studyFile("events.log"), this::readStudy, input -> input);
    }

    /** With right checksums, as nobody but an attacker writes them. */
    @Test
    void sealedStudyLogs() throws IOException {
        fuzz(studyFile("events.log"), this::readStudy, HostileInputTest::sealed);
    }

    @Test
    void secondCopies() throws IOException {
        fuzz(studyFile("study.mv"), this::readStudy, input -> input);
    }

    @Test
    void checkpoints() throws IOException {
        Path file = folder.resolve("x.ckpt");
        CheckpointFile.write(file, "key", "fused", TinyModel.checkpoint());
        fuzz(file, List.of(Files.readAllBytes(file)), () -> CheckpointFile.read(file, "key", "fused"));
    }

    private Path studyFile(String name) throws IOException {
        Path study = Files.createDirectories(folder.resolve("study"));
        for (String file : List.of("events.log", "study.mv")) {
            Files.copy(STUDY.resolve(file), study.resolve(file));
        }
        return study.resolve(name);
    }

    /** All that is ever done with a study; what one way refuses, the next one gets nevertheless. */
    private void readStudy() throws IOException {
        Path study = folder.resolve("study");
        List<Reader> ways = List.of(
                () -> StudyReader.read(study),
                () -> StudySalvage.check(study),
                () -> MVStoreStudyStore.open(study).close(),
                () -> StudySalvage.salvage(study),
                () -> StudyReader.read(study));
        List<StoreException> refusals = new ArrayList<>();
        for (Reader way : ways) {
            try {
                way.read();
            } catch (StoreException e) {
                refusals.add(e);
                assertEquals(1, e.getMessage().lines().count(), e.getMessage());
            }
        }
        // What was repaired or moved aside is hostile again for the next input.
        for (String file : List.of("events.log", "study.mv")) {
            Files.copy(STUDY.resolve(file), study.resolve(file), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
        if (!refusals.isEmpty()) {
            throw refusals.get(0);
        }
    }

    private void load(String name, Path path) {
        new Datasets(new DataLocations(Optional.empty(), Optional.empty(), folder, true), DownloadListener.SILENT)
                .load(new DatasetSpec(name, path.toString(), "", null, null, null, null));
    }

    private void fuzz(Path file, Reader reader, UnaryOperator<byte[]> finish) throws IOException {
        fuzz(file, List.of(Files.readAllBytes(file)), reader, finish);
    }

    private void fuzz(Path file, List<byte[]> seeds, Reader reader) throws IOException {
        fuzz(file, seeds, reader, input -> input);
    }

    private void fuzz(Path file, List<byte[]> seeds, Reader reader, UnaryOperator<byte[]> finish) throws IOException {
        Mutator mutator = new Mutator(seeds);
        long end = System.nanoTime() + BUDGET.toNanos();
        int read = 0;
        int number = 0;
        for (; number < LEAST || System.nanoTime() < end; number++) {
            byte[] input = finish.apply(mutator.input(number));
            Files.write(file, input);
            long allocated =
                    THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
            long begin = System.nanoTime();
            try {
                reader.read();
                read++;
            } catch (ConfigException | DataFormatException | StoreException e) {
                if (e.getMessage() == null
                        || e.getMessage().isBlank()
                        || e.getMessage().lines().count() != 1) {
                    keep(file, input, number, "must be refused in one line, but was with: " + e.getMessage(), e);
                }
            } catch (IOException | RuntimeException | Error e) {
                keep(file, input, number, "must be read or refused, but threw " + e, e);
            }
            long bytes = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - allocated;
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            if (bytes > MOST_BYTES || took.compareTo(SOON) > 0) {
                keep(file, input, number, "took " + took.toMillis() + " ms and " + (bytes >> 20) + " MiB", null);
            }
        }
        assertTrue(read >= seeds.size(), "the good files must be read");
        Files.writeString(
                Files.createDirectories(KEPT).resolve("counts.txt"),
                info.getDisplayName() + ": " + number + " inputs, " + read + " read, the others refused\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    private static void keep(Path file, byte[] input, int number, String what, Throwable cause) throws IOException {
        Path kept = Files.createDirectories(KEPT).resolve(number + "-" + file.getFileName());
        Files.write(kept, input);
        fail("input " + number + " (" + kept + ") " + what, cause);
    }

    /** Gives every frame of a log, and its header, the checksums of what they hold. */
    private static byte[] sealed(byte[] log) {
        ByteBuffer bytes = ByteBuffer.wrap(log);
        if (log.length < 64) {
            return log;
        }
        bytes.putInt(8, crc(log, 0, 8));
        int at = 64;
        while (log.length - at > 12) {
            int length = bytes.getInt(at);
            if (length < 1 || length > log.length - at - 12) {
                length = log.length - at - 12;
                bytes.putInt(at, length);
            }
            bytes.putInt(at + 4, length ^ 0x5a17_1ce5);
            bytes.putInt(at + 8, crc(log, at + 12, length));
            at += 12 + length;
        }
        for (int mark : new int[] {16, 32}) {
            bytes.putLong(mark, at);
            bytes.putInt(mark + 8, crc(log, mark, 8));
        }
        return log;
    }

    private static int crc(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }

    private static byte[] pixels(int count) {
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

    private static byte[] picture(String format, int type) throws IOException {
        var image = new java.awt.image.BufferedImage(8, 8, type);
        for (int i = 0; i < 64; i++) {
            image.setRGB(i % 8, i / 8, 0x010305 * i);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertTrue(javax.imageio.ImageIO.write(image, format, out));
        return out.toByteArray();
    }
}
