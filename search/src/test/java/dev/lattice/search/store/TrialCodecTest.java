package dev.lattice.search.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.config.Binarization;
import dev.lattice.core.config.Likelihood;
import dev.lattice.core.trial.Bound;
import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.MetricContext;
import dev.lattice.core.trial.StudyInfo;
import dev.lattice.core.trial.TestOpening;
import dev.lattice.core.trial.TrialRecord;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrialCodecTest {

    static Stream<TrialRecord> records() {
        TrialRecord queued = Records.queued(3);
        return Stream.of(
                queued,
                Records.running(queued),
                Records.complete(queued, 0),
                Records.complete(queued, 50),
                Records.failed(queued));
    }

    @ParameterizedTest
    @MethodSource("records")
    void recordsComeBackEqual(TrialRecord record) {
        assertEquals(record, TrialCodec.read(TrialCodec.head(record), TrialCodec.body(record)));
    }

    @Test
    void infoComesBackEqual() {
        assertEquals(Records.info(), InfoCodec.read(InfoCodec.write(Records.info())));
    }

    @Test
    void curveOfFiftyEpochsIsSmall() {
        int bytes = TrialCodec.body(Records.complete(Records.queued(1), 50)).length;
        assertTrue(bytes < 3_600, () -> bytes + " bytes");
    }

    @Test
    void laterVersionsAreRefused() {
        byte[] body = TrialCodec.body(Records.queued(1));
        body[0] = 9;
        StoreException e =
                assertThrows(StoreException.class, () -> TrialCodec.read(TrialCodec.head(Records.queued(1)), body));
        assertEquals(StoreException.Code.NEWER, e.code());
    }

    @Test
    void damagedBytesGiveAnErrorAndNothingElse() {
        TrialRecord record = Records.complete(Records.queued(1), 3);
        byte[] head = TrialCodec.head(record);
        byte[] body = TrialCodec.body(record);
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i < 3_000; i++) {
            byte[] bad = random.nextBoolean() ? body.clone() : Arrays.copyOf(body, random.nextInt(body.length));
            byte[] badHead = head.clone();
            if (bad.length > 0) {
                bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
            }
            badHead[random.nextInt(head.length)] ^= (byte) (1 << random.nextInt(8));
            // A flipped bit of a number gives another number; the frame's checksum is there for that.
            readOrRefuse(head, bad);
            readOrRefuse(badHead, body);
        }
    }

    private static void readOrRefuse(byte[] head, byte[] body) {
        try {
            TrialCodec.read(head, body);
        } catch (StoreException e) {
            assertTrue(e.getMessage().lines().count() >= 1);
        }
    }

    @Test
    void everythingThatANumberWasMeasuredOnIsKept() {
        MetricContext whole = new MetricContext(
                "mnist",
                "test",
                10_000,
                Binarization.DYNAMIC,
                Likelihood.GAUSSIAN,
                0.5,
                true,
                500,
                Bound.IMPORTANCE,
                4.0,
                "0123456789ab");
        TrialRecord cell = Records.complete(Records.queued(1), 1);
        TrialRecord measured = new TrialRecord(
                cell.number(),
                cell.id(),
                cell.state(),
                cell.varied(),
                cell.experiment(),
                cell.curve(),
                List.of(new Metric("nll", 85.5, Metric.NATS, whole)),
                cell.run(),
                cell.failure());
        assertEquals(measured, TrialCodec.read(TrialCodec.head(measured), TrialCodec.body(measured)));
        StudyInfo info = Records.info()
                .withTests(List.of(new TestOpening(1, cell.id(), java.time.Instant.EPOCH, measured.metrics())));
        assertEquals(info, InfoCodec.read(InfoCodec.write(info)));
    }
}
