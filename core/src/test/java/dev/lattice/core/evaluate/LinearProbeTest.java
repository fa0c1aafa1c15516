package dev.lattice.core.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinearProbeTest {

    @Test
    void theOptimumIsThatOfNewtonsMethod() throws IOException {
        List<String[]> lines = Files.readAllLines(Path.of("src/test/resources/golden/probe.csv")).stream()
                .map(line -> line.split(","))
                .toList();
        int count = lines.size() - 1;
        float[] points = new float[3 * count];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = Integer.parseInt(lines.get(i + 1)[0]);
            for (int j = 0; j < 3; j++) {
                points[3 * i + j] = Float.parseFloat(lines.get(i + 1)[j + 1]);
            }
        }
        LinearProbe probe = LinearProbe.fit(points, labels, 3);
        assertEquals(Double.parseDouble(lines.get(0)[1]), probe.loss(), 1e-9);
        double right = Arrays.stream(probe.right(points, labels)).sum();
        assertEquals(Integer.parseInt(lines.get(0)[2]), right);
        assertTrue(right < count, "points that can be separated test little");
    }

    @Test
    void dimensionsThatDoNotVaryAndClassesWithoutImagesAreOfNoUseAndNoHarm() {
        float[] points = {-2, 5, -1, 5, 1, 5, 2, 5};
        int[] labels = {0, 0, 3, 3};
        LinearProbe probe = LinearProbe.fit(points, labels, 5);
        assertEquals(4, Arrays.stream(probe.right(points, labels)).sum());
        assertTrue(probe.loss() > 0 && probe.loss() < 0.1, "loss " + probe.loss());
    }
}
