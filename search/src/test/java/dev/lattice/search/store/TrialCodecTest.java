package dev.lattice.search.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.trial.TrialRecord;
import java.util.Arrays;
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
}
