package dev.lattice.core.engine.fused;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lattice.core.config.ModelSpec;
import dev.lattice.core.config.Precision;
import dev.lattice.core.config.SpecBinder;
import dev.lattice.core.model.Network;
import dev.lattice.core.model.ParameterBlock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FlatLayoutTest {

    private static final int LINE = 16;

    // Biases of 50 and of 2·3 numbers, and weights of 150, end within cache lines.
    private final Network network = network();

    private static Network network() {
        ModelSpec spec =
                SpecBinder.bind(Map.of("variant", "cvae", "hidden", List.of(81, 50), "latent", 3), ModelSpec.class);
        return Network.of(spec, 7, 7, 10);
    }

    @Test
    void everyBlockBeginsWithACacheLineAndNoneOverlap() {
        FlatLayout layout = FlatLayout.of(network);
        long end = 0;
        try (Workspace workspace = new Workspace()) {
            Floats flat = workspace.floats(layout.size());
            for (ParameterBlock block : network.blocks()) {
                assertEquals(0, layout.place(block) % LINE, block.name());
                assertTrue(layout.place(block) >= end && layout.place(block) < end + LINE, block.name());
                assertEquals(0, layout.part(flat, block).address() % (LINE * Float.BYTES), block.name());
                end = layout.place(block) + block.size();
            }
        }
        assertEquals(0, layout.size() % LINE);
        assertTrue(layout.size() >= end && layout.size() < end + LINE);
    }

    @Test
    void numbersComeBackAsTheyWere() {
        float[] numbers = numbers();
        FlatLayout layout = FlatLayout.of(network);
        float[] spread = layout.spread(numbers);
        double sum = 0;
        for (float number : spread) {
            sum += number;
        }
        // Nothing but the numbers: 1 + 2 + … + n.
        assertEquals(0.5 * numbers.length * (numbers.length + 1.0), sum);
        assertArrayEquals(numbers, layout.gathered(spread));
    }

    @Test
    void theFirstWeightLiesTransposed() {
        FirstLayer first =
                FirstLayer.of(network, Precision.F32, FusedBackend.kernels()).orElse(null);
        assumeTrue(first != null, "SKIPPED: no sparse products on this Java");
        FlatLayout layout = new FlatLayout(network, first);
        float[] numbers = numbers();
        float[] spread = layout.spread(numbers);
        ParameterBlock weight = network.blocks().get(0);
        for (int r = 0; r < weight.rows(); r++) {
            for (int c = 0; c < weight.columns(); c++) {
                assertEquals(
                        numbers[weight.offset() + r * weight.columns() + c],
                        spread[(int) layout.place(weight) + c * weight.rows() + r]);
            }
        }
        assertArrayEquals(numbers, layout.gathered(spread));
    }

    private float[] numbers() {
        float[] numbers = new float[network.parameterCount()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = i + 1;
        }
        return numbers;
    }
}
