package dev.lattice.core.engine.fused;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.random.CounterRandom;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every implementation of {@link Kernels} against formulas in double, at widths with and without a partial vector. */
final class KernelsContractTest extends KernelCases {

    @ParameterizedTest
    @MethodSource("kernels")
    void activationsFollowTheirFormulas(Kernels kernels, int columns) {
        for (Activation activation : Activation.values()) {
            Floats values = randoms(ROWS * columns, 3);
            Floats bias = randoms(columns, 1);
            float[] before = values.toArray();
            kernels.biasActivation(activation, ROWS, columns, values, bias);
            Floats gradient = randoms(ROWS * columns, 1);
            float[] dy = gradient.toArray();
            Floats biasGradient = randoms(columns, 1);
            kernels.activationBackward(activation, ROWS, columns, gradient, values, biasGradient);
            for (int c = 0; c < columns; c++) {
                double sum = 0;
                for (int r = 0; r < ROWS; r++) {
                    int i = r * columns + c;
                    double x = before[i] + bias.get(c);
                    assertClose(activate(activation, x), values.get(i), activation + " forward");
                    double dx = dy[i] * slope(activation, x, values.get(i));
                    assertClose(dx, gradient.get(i), activation + " backward");
                    sum += dx;
                }
                assertEquals(sum, biasGradient.get(c), 5e-6, activation + " bias");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void noiseIsCounterRandomBitForBit(Kernels kernels, int latentDim) {
        int rows = 211;
        Floats heads = workspace.floats(2L * rows * latentDim);
        Floats latent = workspace.floats((long) rows * latentDim);
        Floats noise = workspace.floats((long) rows * latentDim);
        Floats bias = workspace.floats(2L * latentDim);
        Floats rowKl = workspace.floats(rows);
        for (long key : new long[] {0, -1, 0x123456789abcdefL}) {
            int first = Integer.MAX_VALUE - 50;
            kernels.reparameterize(rows, latentDim, key, first, heads, bias, latent, noise, rowKl);
            float[] expected = new float[rows * latentDim];
            CounterRandom.fillGaussian(key, first, expected, expected.length);
            float[] drawn = noise.toArray();
            for (int i = 0; i < expected.length; i++) {
                assertEquals(Float.floatToRawIntBits(expected[i]), Float.floatToRawIntBits(drawn[i]), "element " + i);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void latentSampleKlAndGradientFollowTheirFormulas(Kernels kernels, int latentDim) {
        Floats heads = randoms(2 * ROWS * latentDim, 2);
        Floats bias = randoms(2 * latentDim, 1);
        float[] before = heads.toArray();
        Floats latent = workspace.floats((long) ROWS * latentDim);
        Floats noise = workspace.floats((long) ROWS * latentDim);
        Floats rowKl = workspace.floats(ROWS);
        kernels.reparameterize(ROWS, latentDim, 99, 5, heads, bias, latent, noise, rowKl);
        Floats dz = randoms(ROWS * latentDim, 1);
        Floats biasGradient = randoms(2 * latentDim, 1);
        kernels.latentGradient(ROWS, latentDim, 0.7f, dz, noise, heads, biasGradient);
        double[] sums = new double[2 * latentDim];
        for (int r = 0; r < ROWS; r++) {
            double kl = 0;
            for (int j = 0; j < latentDim; j++) {
                int at = 2 * r * latentDim + j;
                int i = r * latentDim + j;
                double mean = before[at] + bias.get(j);
                double logVar = before[at + latentDim] + bias.get(latentDim + j);
                double eps = noise.get(i);
                kl += 0.5 * (mean * mean + Math.exp(logVar) - 1 - logVar);
                assertClose(mean + Math.exp(logVar / 2) * eps, latent.get(i), "latent");
                double dMean = dz.get(i) + 0.7f * mean;
                double dLogVar = dz.get(i) * eps * 0.5 * Math.exp(logVar / 2) + 0.7f * 0.5 * (Math.exp(logVar) - 1);
                assertClose(dMean, heads.get(at), "dMean");
                assertClose(dLogVar, heads.get(at + latentDim), "dLogVar");
                sums[j] += dMean;
                sums[latentDim + j] += dLogVar;
            }
            assertEquals(kl, rowKl.get(r), 2e-6 * Math.max(1, kl), "kl");
        }
        assertSums(sums, biasGradient);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void optimizersFollowPyTorchsDefinitions(Kernels kernels, int n) {
        for (String name : List.of("sgd", "rmsprop", "adam", "adamw")) {
            Floats p = randoms(n, 1);
            Floats m = workspace.floats(n);
            Floats v = workspace.floats(n);
            double[] pd = doubles(p);
            double[] md = new double[n];
            double[] vd = new double[n];
            for (int t = 1; t <= 4; t++) {
                Floats g = randoms(n, 1);
                OptimizerStep step = switch (name) {
                    case "sgd" -> OptimizerStep.sgd(0.01);
                    case "rmsprop" -> OptimizerStep.rmsProp(0.01);
                    case "adam" -> OptimizerStep.adam(0.01, t);
                    default -> OptimizerStep.adamW(0.01, 0.1, t);
                };
                assertTrue(kernels.update(step, p, g, m, v), name + " step " + t);
                for (int i = 0; i < n; i++) {
                    double d = g.get(i);
                    if (name.equals("sgd")) {
                        pd[i] -= 0.01 * d;
                    } else if (name.equals("rmsprop")) {
                        vd[i] = 0.99 * vd[i] + 0.01 * d * d;
                        pd[i] -= 0.01 * d / (Math.sqrt(vd[i]) + 1e-8);
                    } else {
                        pd[i] *= name.equals("adamw") ? 1 - 0.01 * 0.1 : 1;
                        md[i] = 0.9 * md[i] + 0.1 * d;
                        vd[i] = 0.999 * vd[i] + 0.001 * d * d;
                        double root = Math.sqrt(vd[i] / (1 - Math.pow(0.999, t))) + 1e-8;
                        pd[i] -= 0.01 * (md[i] / (1 - Math.pow(0.9, t))) / root;
                    }
                    assertEquals(pd[i], p.get(i), 1e-6, name + " step " + t);
                    // 1 − β₂ from β₂ as a float is 1.3e-5 too small.
                    assertEquals(vd[i], v.get(i), 1e-6 * vd[i], name + " second moment, step " + t);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void anUpdateTellsAParameterThatIsNoLongerANumber(Kernels kernels, int n) {
        for (OptimizerStep step :
                List.of(OptimizerStep.sgd(0.01), OptimizerStep.rmsProp(0.01), OptimizerStep.adam(0.01, 1))) {
            for (float wrong : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
                for (int at : new int[] {0, n / 2, n - 1}) {
                    Floats p = workspace.floats(n);
                    p.set(at, wrong);
                    boolean finite =
                            kernels.update(step, p, workspace.floats(n), workspace.floats(n), workspace.floats(n));
                    assertFalse(finite, step.rule() + " " + wrong + " at " + at);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void momentsOfSilentParametersEndAsZeroInsteadOfDenormal(Kernels kernels, int n) {
        for (OptimizerStep step : List.of(OptimizerStep.rmsProp(0.01), OptimizerStep.adam(0.01, 1))) {
            Floats first = workspace.floats(n);
            Floats second = workspace.floats(n);
            first.fill(1e-30f);
            second.fill(1e-30f);
            kernels.update(step, workspace.floats(n), workspace.floats(n), first, second);
            assertEquals(0f, second.get(n - 1), "second moment, " + step.rule());
            if (step.rule() == OptimizerStep.Rule.ADAM) {
                assertEquals(0f, first.get(0), "first moment");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void gathersImagesByIndex(Kernels kernels, int pixels) {
        byte[] content = new byte[7 * pixels];
        random.nextBytes(content);
        ByteBuffer bytes = ByteBuffer.allocateDirect(content.length);
        bytes.put(0, content);
        ImageSource images = new ImageSource(7, pixels, bytes);
        int[] order = {3, 6, 0, 5, 2, 2};
        for (Binarization binarization :
                List.of(Binarization.NONE, Binarization.threshold(0.5f), Binarization.bernoulli(42))) {
            Floats batch = workspace.floats(5L * pixels);
            kernels.gather(images, order, 1, 5, binarization, batch);
            float[] expected = new float[5 * pixels];
            for (int i = 0; i < expected.length; i++) {
                int from = order[1 + i / pixels] * pixels + i % pixels;
                float x = (content[from] & 0xff) / 255f;
                expected[i] = switch (binarization.mode()) {
                    case NONE -> x;
                    case THRESHOLD -> x > 0.5f ? 1 : 0;
                    case BERNOULLI -> x > CounterRandom.uniform(42, from) ? 1 : 0;
                };
            }
            assertArrayEquals(expected, batch.toArray(), binarization.toString());
        }
        assertThrows(
                IndexOutOfBoundsException.class,
                () -> kernels.gather(images, new int[] {7}, 0, 1, Binarization.NONE, workspace.floats(pixels)));
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void kernelsLeaveTheNeighboursAlone(Kernels kernels, int columns) {
        Floats block = workspace.floats(3L * ROWS * columns);
        block.fill(9f);
        Floats middle = block.slice(ROWS * columns, ROWS * columns);
        kernels.biasActivation(Activation.TANH, ROWS, columns, middle, randoms(columns, 1));
        for (int i = 0; i < ROWS * columns; i++) {
            assertEquals(9f, block.get(i));
            assertEquals(9f, block.get(2 * ROWS * columns + i));
        }
        IllegalArgumentException error = assertThrows(
                IllegalArgumentException.class,
                () -> kernels.biasActivation(Activation.RELU, ROWS, columns + 1, middle, randoms(columns, 1)));
        assertTrue(error.getMessage().contains("values"), error.getMessage());
    }

    private static double activate(Activation activation, double x) {
        return switch (activation) {
            case IDENTITY -> x;
            case RELU -> Math.max(x, 0);
            case LEAKY_RELU -> x > 0 ? x : 0.01 * x;
            case TANH -> Math.tanh(x);
        };
    }

    private static double slope(Activation activation, double x, double y) {
        return switch (activation) {
            case IDENTITY -> 1;
            case RELU -> x > 0 ? 1 : 0;
            case LEAKY_RELU -> x > 0 ? 1 : 0.01;
            case TANH -> 1 - y * y;
        };
    }

    private static double[] doubles(Floats floats) {
        double[] result = new double[floats.length()];
        for (int i = 0; i < result.length; i++) {
            result[i] = floats.get(i);
        }
        return result;
    }

    private static void assertClose(double expected, float actual, String what) {
        assertEquals(expected, actual, 1e-6 * Math.max(1, Math.abs(expected)), what);
    }
}
