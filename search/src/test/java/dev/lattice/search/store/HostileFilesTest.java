package dev.lattice.search.store;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import dev.lattice.core.engine.TrainingCheckpoint;
import dev.lattice.core.engine.TrainingState;
import dev.lattice.core.trial.TrialRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever bytes a file holds, reading it gives a result or a StoreException; the budget is fixed, the seed too. */
class HostileFilesTest {

    private static final int BUDGET = 20_000;
    private static final int FILES = 500;
    private static final long SEED = 4;

    @TempDir
    Path folder;

    @Test
    void cellsAreReadOrRefused() {
        SplittableRandom random = new SplittableRandom(SEED);
        TrialRecord cell = Records.complete(Records.queued(1), 3);
        byte[] head = TrialCodec.head(cell);
        byte[] body = TrialCodec.body(Records.failed(cell));
        byte[] info = InfoCodec.write(Records.info());
        for (int i = 0; i < BUDGET; i++) {
            byte[] badHead = mutated(head, random);
            byte[] badBody = mutated(body, random);
            byte[] badInfo = mutated(info, random);
            survives(i, () -> TrialCodec.read(badHead, body));
            survives(i, () -> TrialCodec.read(head, badBody));
            survives(i, () -> InfoCodec.read(badInfo));
            StudyEvent event = new StudyEvent(
                    StudyEvent.Kind.values()[i % 3],
                    mutated(StudyEvent.updated(cell).payload(), random));
            survives(i, () -> event.visit(new Latest()));
        }
    }

    @Test
    void logsAndCheckpointsAreReadOrRefused() throws IOException {
        SplittableRandom random = new SplittableRandom(SEED);
        Path log = folder.resolve("events.log");
        Path checkpoint = folder.resolve("x.ckpt");
        EventLog.write(log, java.util.List.of(StudyEvent.described(Records.info())));
        CheckpointFile.write(
                checkpoint,
                "key",
                "fused",
                new TrainingCheckpoint(
                        new TrainingState(2, 10, new float[100], new float[2][100]),
                        Records.complete(Records.queued(1), 2).curve()));
        byte[] wholeLog = Files.readAllBytes(log);
        byte[] wholeCheckpoint = Files.readAllBytes(checkpoint);
        for (int i = 0; i < FILES; i++) {
            Files.write(log, mutated(wholeLog, random));
            survives(i, () -> StudyReader.read(folder));
            Files.write(checkpoint, sealed(mutated(wholeCheckpoint, random)));
            survives(i, () -> CheckpointFile.read(checkpoint, "key", "fused"));
        }
    }

    private static void survives(int i, Runnable read) {
        assertDoesNotThrow(
                () -> {
                    try {
                        read.run();
                    } catch (StoreException e) {
                        return;
                    }
                },
                "input " + i + " of seed " + SEED);
    }

    /** Bytes changed, cut, or put in; numbers that promise much are likely. */
    private static byte[] mutated(byte[] whole, SplittableRandom random) {
        byte[] bytes = java.util.Arrays.copyOf(
                whole, random.nextInt(4) == 0 ? random.nextInt(whole.length + 20) : whole.length);
        for (int n = random.nextInt(4); n >= 0 && bytes.length > 0; n--) {
            bytes[random.nextInt(bytes.length)] = (byte) (random.nextBoolean() ? -1 : random.nextInt(256));
        }
        return bytes;
    }

    /** With a right checksum, so that what is behind it is reached too. */
    private static byte[] sealed(byte[] bytes) {
        if (bytes.length >= 4) {
            java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
            crc.update(bytes, 0, bytes.length - 4);
            ByteBuffer.wrap(bytes).putInt(bytes.length - 4, (int) crc.getValue());
        }
        return bytes;
    }
}
