package dev.lattice.core.engine.fused;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.provider.Arguments;

/** Every implementation of {@link Kernels} at several widths, and numbers to try them with. */
abstract class KernelCases {

    static final int ROWS = 5;

    final Workspace workspace = new Workspace();
    final Random random = new Random(7);

    static List<Arguments> kernels() {
        List<Arguments> cases = new ArrayList<>();
        for (int columns : new int[] {1, 3, 8, 16, 20, 37, 64}) {
            cases.add(Arguments.of(new PlainKernels(), columns));
            cases.add(Arguments.of(new VectorKernels(), columns));
        }
        return cases;
    }

    @AfterEach
    void free() {
        workspace.close();
    }

    final Floats randoms(int n, double width) {
        Floats floats = workspace.floats(n);
        for (int i = 0; i < n; i++) {
            floats.set(i, (float) (width * (2 * random.nextDouble() - 1)));
        }
        return floats;
    }

    final Floats uniforms(int n) {
        Floats floats = workspace.floats(n);
        for (int i = 0; i < n; i++) {
            floats.set(i, random.nextFloat());
        }
        return floats;
    }

    static void assertSums(double[] expected, Floats actual) {
        for (int c = 0; c < expected.length; c++) {
            assertEquals(expected[c], actual.get(c), 5e-6 * Math.max(1, Math.abs(expected[c])), "bias " + c);
        }
    }
}
