package dev.lattice.core.engine.fused;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class KernelWarmUpTest {

    @Test
    void runsEveryKernelUntilItIsFastOrForThreeSeconds() {
        long begin = System.nanoTime();
        int rounds = KernelWarmUp.run();
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        assertTrue(took.toSeconds() < 30, "took " + took);
        if (FusedBackend.kernels() instanceof PlainKernels) {
            assertEquals(0, rounds, "plain kernels need none");
        } else {
            assertTrue(rounds > 10, "ended after " + rounds);
        }
    }

    @Test
    void leavesTheProcessFreeToEnd() throws InterruptedException {
        KernelWarmUp.start();
        Map<Boolean, List<Thread>> threads = Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().equals("lattice-warm-up"))
                .collect(Collectors.groupingBy(Thread::isDaemon));
        assertTrue(threads.getOrDefault(false, List.of()).isEmpty(), "no thread but daemons");
        for (Thread thread : threads.getOrDefault(true, List.of())) {
            thread.join(Duration.ofSeconds(30).toMillis());
            assertFalse(thread.isAlive(), "ends by itself");
        }
    }
}
