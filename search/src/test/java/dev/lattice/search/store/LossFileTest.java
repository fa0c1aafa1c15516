package dev.lattice.search.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.TrialRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LossFileTest {

    private static final float[] VALUES = {101.5f, -0f, Float.MIN_VALUE, 7};

    @TempDir
    Path folder;

    private final TrialRecord cell = Records.complete(Records.queued(3), 1);
    private final Metric metric = cell.metric(Metric.NEGATIVE_ELBO).orElseThrow();

    @BeforeEach
    void write() throws IOException {
        LossFile.write(folder, cell, metric, VALUES);
    }

    @Test
    void numbersComeBackBitForBit() {
        assertArrayEquals(VALUES, LossFile.read(folder, cell, metric).orElseThrow());
        assertTrue(LossFile.isOne(LossFile.of(folder, 3)));
        assertFalse(LossFile.isOne(folder.resolve("3.f32.part")));
    }

    @Test
    void anotherCellOrMetricHasNone() {
        assertTrue(LossFile.read(folder, cell, cell.metric(Metric.MSE).orElseThrow())
                .isEmpty());
        assertTrue(LossFile.read(folder, Records.complete(Records.queued(4), 1), metric)
                .isEmpty());
        TrialRecord other = Records.complete(Records.queued(3), 1);
        TrialRecord renamed = new TrialRecord(
                3,
                "feed",
                other.state(),
                other.varied(),
                other.experiment(),
                other.curve(),
                other.metrics(),
                other.run(),
                other.failure());
        assertTrue(LossFile.read(folder, renamed, metric).isEmpty());
    }

    @Test
    void noDamageGivesNumbers() throws IOException {
        Path file = LossFile.of(folder, 3);
        byte[] whole = Files.readAllBytes(file);
        for (int i = 0; i < whole.length; i++) {
            byte[] flipped = whole.clone();
            flipped[i] ^= 0x10;
            Files.write(file, flipped);
            assertTrue(LossFile.read(folder, cell, metric).isEmpty(), "byte " + i + " flipped");
            Files.write(file, Arrays.copyOf(whole, i));
            assertTrue(LossFile.read(folder, cell, metric).isEmpty(), "cut to " + i + " bytes");
        }
        Files.write(file, whole);
        assertEquals(VALUES.length, LossFile.read(folder, cell, metric).orElseThrow().length);
    }
}
