package dev.lattice.core.engine.samediff;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.config.Activation;
import dev.lattice.core.config.ConvSpec;
import dev.lattice.core.config.Likelihood;
import dev.lattice.core.config.ModelSpec;
import dev.lattice.core.model.Network;
import dev.lattice.core.model.Variants;
import dev.lattice.core.random.CounterRandom;
import dev.lattice.core.random.Seeds;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Central differences in double precision, step 1e-6, noise fixed, smooth activation, no optimizer. */
class GradientTest {

    private static final double STEP = 1e-6;
    private static final double LARGEST_RELATIVE_ERROR = 1e-5;
    private static final double FLOOR = 1e-8;
    private static final int BATCH = 3;
    /** Of a variant that draws more than one z; its rows need not hold the same image for a gradient to be right. */
    private static final int DRAWS = 4;

    /** None at its default, and a term of all codes no larger than the others. */
    private static final Map<String, Map<String, Object>> OPTIONS = Map.of(
            "iwae", Map.of("importanceSamples", DRAWS),
            "hvae", Map.of("lowerLatent", 3, "upperHidden", List.of(4, 3)),
            "wae-mmd", Map.of("lambda", 30.0, "kernelScales", List.of(0.5, 2.0)),
            "info-vae", Map.of("alpha", 0.25, "lambda", 20.0, "kernelScales", List.of(0.5, 2.0)),
            "beta-tcvae", Map.of("beta", 2.5));

    private static final int HEIGHT = 3;
    private static final int WIDTH = 4;
    private static final int CLASSES = 4;
    private static final int LATENT = 2;

    static Stream<Arguments> variantsAndLikelihoods() {
        return Variants.all().stream()
                .flatMap(v -> Stream.of(Likelihood.values()).map(l -> Arguments.of(v.name(), l)));
    }

    @ParameterizedTest
    @MethodSource("variantsAndLikelihoods")
    void gradientsEqualCentralDifferences(String variant, Likelihood likelihood) {
        NetworkGraph graph = graph(variant, likelihood);
        assertTrue(largestError(graph, gradients(graph)) < LARGEST_RELATIVE_ERROR);
    }

    @ParameterizedTest
    @MethodSource("variantsAndLikelihoods")
    void convolutionalGradientsEqualCentralDifferences(String variant, Likelihood likelihood) {
        ConvSpec conv = new ConvSpec(List.of(2, 3), List.of(3), List.of(1, 2));
        NetworkGraph graph = graph(variant, likelihood, Optional.of(conv), List.of());
        assertTrue(largestError(graph, gradients(graph)) < LARGEST_RELATIVE_ERROR);
    }

    /** Even kernels, kernels without padding, edges that no window reaches, and dense layers behind. */
    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "4, 2", "3, 3", "5, 4"})
    void gradientsOfOddGeometriesEqualCentralDifferences(int kernel, int stride) {
        ConvSpec conv = new ConvSpec(List.of(2), List.of(kernel), List.of(stride));
        NetworkGraph graph = graph("vae", Likelihood.GAUSSIAN, Optional.of(conv), List.of(3));
        assertTrue(largestError(graph, gradients(graph)) < LARGEST_RELATIVE_ERROR);
    }

    @Test
    void aWrongGradientIsFound() {
        NetworkGraph graph = graph("vae", Likelihood.BERNOULLI);
        Map<String, INDArray> gradients = new HashMap<>(gradients(graph));
        INDArray wrong = gradients.get("posterior.weight").dup();
        wrong.putScalar(0, wrong.getDouble(0) * 1.001 + 1e-4);
        gradients.put("posterior.weight", wrong);
        assertTrue(largestError(graph, gradients) > LARGEST_RELATIVE_ERROR);
    }

    private static NetworkGraph graph(String variant, Likelihood likelihood) {
        return graph(variant, likelihood, Optional.empty(), List.of(5, 4));
    }

    private static NetworkGraph graph(
            String variant, Likelihood likelihood, Optional<ConvSpec> conv, List<Integer> hidden) {
        Map<String, Object> options = OPTIONS.getOrDefault(variant, Map.of());
        ModelSpec spec = new ModelSpec(variant, conv, hidden, LATENT, Activation.TANH, likelihood, 0.7, options);
        Network network = Network.of(spec, HEIGHT, WIDTH, CLASSES);
        return new NetworkGraph(network, DataType.DOUBLE, network.initialParameters(new Seeds(3)));
    }

    private static Map<String, INDArray> feed(Network network) {
        Map<String, INDArray> feed = new HashMap<>();
        int rows = BATCH * network.variant().importanceSamples().orElse(1);
        feed.put(NetworkGraph.PIXELS, random(1, rows, HEIGHT * WIDTH, false));
        if (network.classes() > 0) {
            feed.put(
                    NetworkGraph.LABELS,
                    Nd4j.eye(CLASSES).castTo(DataType.DOUBLE).getRows(2, 0, 3));
        }
        if (network.variant().samples()) {
            feed.put(NetworkGraph.NOISE, random(2, rows, network.noise(), true));
            feed.put(NetworkGraph.KL_WEIGHT, Nd4j.scalar(DataType.DOUBLE, 1.7));
        }
        network.variant().codeTerm().ifPresent(term -> {
            float[] weights = term.pairWeights(rows);
            int side = (int) Math.sqrt(weights.length);
            feed.put(
                    NetworkGraph.PAIR_WEIGHTS,
                    Nd4j.createFromArray(weights).castTo(DataType.DOUBLE).reshape(side, side));
            feed.put(NetworkGraph.TERM_CONSTANT, Nd4j.scalar(DataType.DOUBLE, 0.5));
            if (term.drawsPrior()) {
                feed.put(NetworkGraph.PRIOR, random(3, rows, LATENT, true));
            }
        });
        return feed;
    }

    private static INDArray random(long key, int rows, int columns, boolean normal) {
        double[] values = new double[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = normal ? CounterRandom.gaussian(key, i) : CounterRandom.uniform(key, i);
        }
        return Nd4j.createFromArray(values).reshape(rows, columns);
    }

    private static Map<String, INDArray> gradients(NetworkGraph graph) {
        return graph.graph().calculateGradients(feed(graph.network()), graph.parameterNames());
    }

    private static double largestError(NetworkGraph graph, Map<String, INDArray> gradients) {
        Map<String, INDArray> feed = feed(graph.network());
        double largest = 0;
        for (int i = 0; i < graph.parameterNames().size(); i++) {
            INDArray parameter = graph.parameterArrays().get(i);
            INDArray gradient = gradients.get(graph.parameterNames().get(i)).dup('c');
            for (long j = 0; j < parameter.length(); j++) {
                double value = parameter.getDouble(j);
                parameter.putScalar(j, value + STEP);
                double above = objective(graph, feed);
                parameter.putScalar(j, value - STEP);
                double below = objective(graph, feed);
                parameter.putScalar(j, value);
                double expected = (above - below) / (2 * STEP);
                double error = Math.abs(expected - gradient.getDouble(j));
                double scale = Math.abs(expected) + Math.abs(gradient.getDouble(j));
                // Below the floor a central difference is rounding noise.
                largest = error < FLOOR ? largest : Math.max(largest, error / scale);
            }
        }
        return largest;
    }

    private static double objective(NetworkGraph graph, Map<String, INDArray> feed) {
        return graph.graph()
                .output(feed, NetworkGraph.OBJECTIVE)
                .get(NetworkGraph.OBJECTIVE)
                .getDouble(0);
    }
}
