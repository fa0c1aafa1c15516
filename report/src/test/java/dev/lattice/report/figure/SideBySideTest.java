package dev.lattice.report.figure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.engine.Inference;
import dev.lattice.core.random.Seeds;
import dev.lattice.core.trial.StudyInfo;
import dev.lattice.report.FakeModels;
import dev.lattice.report.StudyFixture;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SideBySideTest {

    /** Images of a row of the grid. */
    private static final int COLUMNS = 10;

    private final List<float[]> decoded = new ArrayList<>();
    private final List<int[]> labels = new ArrayList<>();
    private final List<Inference.Input> encoded = new ArrayList<>();

    @Test
    void everyModelGetsTheSameDigitsAndTheSameDrawsOfThePrior() {
        StudyInfo.View study = new StudyFixture()
                .cell(105, Map.of("model.latent", 2))
                .cell(104, Map.of("model.latent", 3, "seed", 7L))
                .cell(103, Map.of("model.latent", 2, "model.variant", "cvae"))
                .autoEncoder(60, Map.of("model.latent", 2))
                .view();
        FakeModels models = new FakeModels(study, 60, 1, 2, 3, 4);
        Reconstructions.SideBySide rows =
                new Reconstructions.SideBySide(models.validation(1).orElseThrow());
        for (int cell = 1; cell <= 4; cell++) {
            try (Inference model = models.open(cell).orElseThrow()) {
                rows.add(rows.shown(new Subject("cell " + cell, "cell " + cell, "", cell), recorded(model))
                        .orElseThrow());
            }
        }
        assertTrue(rows.figure("grid").orElseThrow().caption().contains("the same draws of z from the prior"));

        assertEquals(4, encoded.size());
        encoded.forEach(input -> assertSame(encoded.get(0), input));
        // Reconstructions and draws of each of three models, reconstructions of the autoencoder.
        assertEquals(7, decoded.size());
        float[] draws = decoded.get(1);
        assertArrayEquals(draws, firstTwo(decoded.get(3), 3), "a third dimension changes nothing in the first two");
        assertArrayEquals(draws, decoded.get(5));
        int[] classes = new int[COLUMNS];
        Arrays.setAll(classes, i -> i);
        assertArrayEquals(classes, labels.get(5), "a conditional model is given the classes in turn");
        // They are draws of the standard normal distribution, each its own, of the seed of the images shown.
        assertEquals(2 * COLUMNS, Arrays.stream(boxed(draws)).distinct().count());
        assertArrayEquals(draws, again(models));
    }

    private float[] again(FakeModels models) {
        decoded.clear();
        try (Inference model = models.open(1).orElseThrow()) {
            PriorSamples.sameDraws(recorded(model), new Seeds(42).root(), COLUMNS);
        }
        return decoded.get(0);
    }

    private static Object[] boxed(float[] values) {
        Float[] boxed = new Float[values.length];
        Arrays.setAll(boxed, i -> values[i]);
        return boxed;
    }

    private static float[] firstTwo(float[] z, int latent) {
        float[] two = new float[z.length / latent * 2];
        for (int i = 0; i < two.length; i++) {
            two[i] = z[i / 2 * latent + i % 2];
        }
        return two;
    }

    private Inference recorded(Inference model) {
        return (Inference) Proxy.newProxyInstance(
                Inference.class.getClassLoader(), new Class<?>[] {Inference.class}, (proxy, method, arguments) -> {
                    if (List.of("decode", "generate").contains(method.getName())) {
                        decoded.add((float[]) arguments[0]);
                        labels.add((int[]) arguments[arguments.length - 1]);
                    } else if (method.getName().equals("encode")) {
                        encoded.add((Inference.Input) arguments[0]);
                    }
                    return method.invoke(model, arguments);
                });
    }
}
