package dev.lattice.core.engine.fused;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.random.CounterRandom;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every implementation of {@link Kernels} against formulas in double, at widths with and without a partial vector. */
final class KernelsContractTest {

    private static final int ROWS = 5;

    private final Workspace workspace = new Workspace();
    private final Random random = new Random(7);

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
    void bernoulliOutputIsCrossEntropyWithItsGradient(Kernels kernels, int columns) {
        Floats logits = randoms(ROWS * columns, 12);
        logits.set(0, 120f);
        Floats bias = randoms(columns, 1);
        Floats target = uniforms(ROWS * columns);
        float[] before = logits.toArray();
        Floats rowLoss = workspace.floats(ROWS);
        Floats biasGradient = randoms(columns, 1);
        kernels.bernoulliOutput(ROWS, columns, 0.25f, logits, bias, target, rowLoss, biasGradient);
        double[] sums = new double[columns];
        for (int r = 0; r < ROWS; r++) {
            double loss = 0;
            for (int c = 0; c < columns; c++) {
                int i = r * columns + c;
                double l = (double) before[i] + bias.get(c);
                double x = target.get(i);
                loss += Math.max(l, 0) - l * x + Math.log1p(Math.exp(-Math.abs(l)));
                double d = (1 / (1 + Math.exp(-l)) - x) * 0.25;
                assertEquals(d, logits.get(i), 2e-7, "gradient");
                sums[c] += d;
            }
            assertEquals(loss, rowLoss.get(r), 1e-6 * Math.max(1, loss), "loss");
        }
        assertSums(sums, biasGradient);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void gaussianOutputIsTheNegativeLogDensityWithItsGradient(Kernels kernels, int columns) {
        double s = 0.3;
        Floats logits = randoms(ROWS * columns, 4);
        Floats bias = randoms(columns, 1);
        Floats target = uniforms(ROWS * columns);
        float[] before = logits.toArray();
        Floats rowLoss = workspace.floats(ROWS);
        Floats biasGradient = randoms(columns, 1);
        kernels.gaussianOutput(ROWS, columns, (float) s, 0.25f, logits, bias, target, rowLoss, biasGradient);
        double[] sums = new double[columns];
        for (int r = 0; r < ROWS; r++) {
            double loss = columns / 2.0 * Math.log(2 * Math.PI * s * s);
            for (int c = 0; c < columns; c++) {
                int i = r * columns + c;
                double mean = 1 / (1 + Math.exp(-((double) before[i] + bias.get(c))));
                double error = mean - target.get(i);
                loss += error * error / (2 * s * s);
                double d = 0.25 * error / (s * s) * mean * (1 - mean);
                assertEquals(d, logits.get(i), 1e-6, "gradient");
                sums[c] += d;
            }
            assertEquals(loss, rowLoss.get(r), 2e-5 * Math.max(1, Math.abs(loss)), "loss");
        }
        assertSums(sums, biasGradient);
    }

    @ParameterizedTest
    @MethodSource("wide")
    void lossesOfOneImageAreThoseOfTheFormulas(Kernels kernels, int columns) {
        double s = 0.3;
        Floats logits = randoms(ROWS * columns, 15);
        logits.set(0, 120f);
        Floats bias = randoms(columns, 1);
        Floats images = uniforms(2 * columns);
        Floats target = images.slice(columns, columns);
        float[] before = logits.toArray();
        Floats bernoulli = workspace.floats(ROWS);
        Floats gaussian = workspace.floats(ROWS);
        kernels.bernoulliLoss(ROWS, columns, logits, bias, target, bernoulli);
        kernels.gaussianLoss(ROWS, columns, (float) s, logits, bias, target, gaussian);
        assertArrayEquals(before, logits.toArray());
        for (int r = 0; r < ROWS; r++) {
            double entropy = 0;
            double density = columns / 2.0 * Math.log(2 * Math.PI * s * s);
            for (int c = 0; c < columns; c++) {
                double l = (double) before[r * columns + c] + bias.get(c);
                double x = target.get(c);
                entropy += Math.max(l, 0) - l * x + Math.log1p(Math.exp(-Math.abs(l)));
                double error = 1 / (1 + Math.exp(-l)) - x;
                density += error * error / (2 * s * s);
            }
            assertEquals(entropy, bernoulli.get(r), 1e-6 * Math.max(1, entropy), "bernoulli");
            assertEquals(density, gaussian.get(r), 2e-5 * Math.max(1, Math.abs(density)), "gaussian");
        }
    }

    @ParameterizedTest
    @MethodSource("wide")
    void lossesAreTheSameBitsWithAndWithoutAGradient(Kernels kernels, int columns) {
        Floats logits = randoms(ROWS * columns, 15);
        Floats bias = randoms(columns, 1);
        Floats target = uniforms(ROWS * columns);
        float[] before = logits.toArray();
        Floats with = workspace.floats(ROWS);
        Floats without = workspace.floats(ROWS);
        Floats biasGradient = workspace.floats(columns);
        kernels.bernoulliLoss(ROWS, columns, logits, bias, target, without);
        assertArrayEquals(before, logits.toArray());
        kernels.bernoulliOutput(ROWS, columns, 0.25f, logits, bias, target, with, biasGradient);
        assertArrayEquals(with.toArray(), without.toArray());
        logits.copyFrom(before, 0);
        kernels.gaussianLoss(ROWS, columns, 0.3f, logits, bias, target, without);
        assertArrayEquals(before, logits.toArray());
        kernels.gaussianOutput(ROWS, columns, 0.3f, 0.25f, logits, bias, target, with, biasGradient);
        assertArrayEquals(with.toArray(), without.toArray());
    }

    @ParameterizedTest
    @MethodSource("wide")
    void squaredErrorsAreThoseOfTheFormula(Kernels kernels, int columns) {
        Floats logits = randoms(ROWS * columns, 8);
        Floats bias = randoms(columns, 1);
        Floats target = uniforms(ROWS * columns);
        Floats errors = workspace.floats(ROWS);
        kernels.squaredError(ROWS, columns, logits, bias, target, errors);
        for (int r = 0; r < ROWS; r++) {
            double sum = 0;
            for (int c = 0; c < columns; c++) {
                double l = (double) logits.get(r * columns + c) + bias.get(c);
                double error = 1 / (1 + Math.exp(-l)) - target.get(r * columns + c);
                sum += error * error;
            }
            assertEquals(sum, errors.get(r), 2e-6 * sum, "row " + r);
        }
    }

    /** Widths below and above what the products of a vector kernel hold. */
    static List<Arguments> wide() {
        List<Arguments> cases = new ArrayList<>(kernels());
        for (int columns : new int[] {784, 1024, 1025, 3000}) {
            cases.add(Arguments.of(new PlainKernels(), columns));
            cases.add(Arguments.of(new VectorKernels(), columns));
        }
        return cases;
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

    private Floats randoms(int n, double width) {
        Floats floats = workspace.floats(n);
        for (int i = 0; i < n; i++) {
            floats.set(i, (float) (width * (2 * random.nextDouble() - 1)));
        }
        return floats;
    }

    private Floats uniforms(int n) {
        Floats floats = workspace.floats(n);
        for (int i = 0; i < n; i++) {
            floats.set(i, random.nextFloat());
        }
        return floats;
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

    private static void assertSums(double[] expected, Floats actual) {
        for (int c = 0; c < expected.length; c++) {
            assertEquals(expected[c], actual.get(c), 5e-6 * Math.max(1, Math.abs(expected[c])), "bias " + c);
        }
    }
}
