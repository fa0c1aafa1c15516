package dev.lattice.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.model.Network;
import dev.lattice.core.model.Variants;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpecBinderTest {

    @Test
    void everyKeyOfAnExperimentIsBoundAndWrittenBack() {
        Map<String, Object> tree = tree();
        SpecBinder.put(tree, "seed", 7);
        SpecBinder.put(tree, "dataset.validation", 6000);
        SpecBinder.put(tree, "dataset.limit", 12);
        SpecBinder.put(tree, "dataset.without", List.of(3));
        SpecBinder.put(tree, "dataset.binarization", "dynamic");
        SpecBinder.put(tree, "model.variant", "beta-vae");
        SpecBinder.put(tree, "model.hidden", List.of(500, 300));
        SpecBinder.put(tree, "model.latent", 8);
        SpecBinder.put(tree, "model.activation", "leaky_relu");
        SpecBinder.put(tree, "model.likelihood", "gaussian");
        SpecBinder.put(tree, "model.sigma", 0.5);
        SpecBinder.put(tree, "model.beta", 2);
        SpecBinder.put(tree, "training.epochs", 3);
        SpecBinder.put(tree, "training.batchSize", 64);
        SpecBinder.put(tree, "training.learningRate", 0.01);
        SpecBinder.put(tree, "training.optimizer", "adamw");
        SpecBinder.put(tree, "training.weightDecay", 0.1);
        SpecBinder.put(tree, "training.snapshots", List.of(1, 2));
        SpecBinder.put(tree, "evaluateTest", true);
        ExperimentSpec spec = SpecBinder.bind(tree, ExperimentSpec.class);
        assertEquals(7, spec.seed());
        assertEquals(
                new DatasetSpec("mnist", null, null, 6000.0, 12, List.of(3), Binarization.DYNAMIC), spec.dataset());
        assertEquals(
                new ModelSpec(
                        "beta-vae",
                        Optional.empty(),
                        List.of(500, 300),
                        8,
                        Activation.LEAKY_RELU,
                        Likelihood.GAUSSIAN,
                        0.5,
                        Map.of("beta", 2)),
                spec.model());
        assertEquals(
                new TrainingSpec(3, 64, 0.01, OptimizerKind.ADAMW, 0.1, Precision.F32, List.of(1, 2)), spec.training());
        assertEquals(true, spec.evaluateTest());
        assertEquals(spec, SpecBinder.bind(SpecBinder.tree(spec), ExperimentSpec.class));
        assertEquals(spec, SpecBinder.parse(SpecBinder.json(spec), ExperimentSpec.class));
        assertTrue(SpecBinder.json(spec).contains("\"leaky-relu\""));
    }

    @Test
    void aSingleNumberIsAListOfOne() {
        Map<String, Object> tree = tree();
        SpecBinder.put(tree, "model.hidden", 300);
        assertEquals(
                List.of(300),
                SpecBinder.bind(tree, ExperimentSpec.class).model().hidden());
    }

    @Test
    void aSectionConvMakesAConvolutionalModel() {
        Map<String, Object> tree = tree();
        SpecBinder.put(tree, "model.conv.filters", List.of(8, 16));
        SpecBinder.put(tree, "model.conv.strides", List.of(1, 2));
        ExperimentSpec spec = SpecBinder.bind(tree, ExperimentSpec.class);
        assertEquals(
                Optional.of(new ConvSpec(List.of(8, 16), List.of(3), List.of(1, 2))),
                spec.model().conv());
        assertEquals(List.of(), spec.model().hidden());
        assertEquals(spec, SpecBinder.bind(SpecBinder.tree(spec), ExperimentSpec.class));
        assertEquals(spec, SpecBinder.parse(SpecBinder.json(spec), ExperimentSpec.class));
        // What names a dense cell in a study that is there already must not change.
        assertFalse(
                SpecBinder.json(SpecBinder.bind(tree(), ExperimentSpec.class)).contains("conv"));
    }

    static List<Arguments> mistakes() {
        return List.of(
                Arguments.of("model.conv", Map.of(), "'model.conv.filters' must not be empty"),
                Arguments.of("model.conv", 64, "'model.conv' must be a section with keys of its own"),
                Arguments.of("model.cnov", Map.of(), "unknown key 'model.cnov'; did you mean 'conv'?"),
                conv("filtres", 8, "unknown key 'model.conv.filtres'; did you mean 'filters'?"),
                conv("filters", List.of(8, 0), "'model.conv.filters' must hold numbers of at least 1, but was [8, 0]"),
                conv("kernels", 0, "'model.conv.kernels' must hold numbers from 1 to 64, but was [0]"),
                conv(
                        "kernels",
                        List.of(3, 3, 3),
                        "'model.conv.kernels' must hold one number, or one for each of the 2"),
                conv("strides", 4, "'model.conv.strides' must hold numbers from 1 to the kernel's side, which is 3"),
                conv("strides", List.of(1, 2.5), "'model.conv.strides[1]' must be a whole number"),
                Arguments.of("training.epcohs", 3, "unknown key 'training.epcohs'; did you mean 'epochs'?"),
                Arguments.of("modle.latent", 3, "unknown key 'modle'; did you mean 'model'?"),
                Arguments.of("model.options.beta", 3, "unknown key 'model.options'"),
                Arguments.of("model.bta", 3, "unknown key 'model.bta'; did you mean 'beta'?"),
                Arguments.of("model.latent", 0, "'model.latent' must be at least 1, but was 0"),
                Arguments.of("model.latent", "ten", "'model.latent' must be a whole number, but was ten"),
                Arguments.of("model.latent", 2.5, "'model.latent' must be a whole number"),
                Arguments.of(
                        "model.latent",
                        1L << 31,
                        "'model.latent' must be a whole number within -2147483648 to 2147483647, but was 2147483648"),
                Arguments.of(
                        "seed",
                        BigInteger.ONE.shiftLeft(63),
                        "'seed' must be a whole number within -9223372036854775808 to 9223372036854775807, but was 9223372036854775808"),
                Arguments.of("model.hidden", List.of(), "'model.hidden' must not be empty"),
                Arguments.of("model.hidden", List.of(4, -1), "'model.hidden' must hold numbers of at least 1"),
                Arguments.of("model.variant", "vaee", "unknown variant 'vaee'; did you mean 'vae'?"),
                Arguments.of("model.beta", -1, "'model.beta' must be a finite number >= 0, but was -1.0"),
                Arguments.of("model.activation", "reluu", "'model.activation' must be one of relu, leaky-relu, tanh"),
                Arguments.of("training.learningRate", 0, "'training.learningRate' must be a finite number > 0"),
                Arguments.of("training.learningRate", Double.NaN, "'training.learningRate' must be a finite number"),
                Arguments.of("training.weightDecay", 0.1, "'training.weightDecay' needs training.optimizer adamw"),
                Arguments.of("training", 3, "'training' must be a section"),
                Arguments.of("dataset.validation", 1.5, "'dataset.validation' must be a share below 1"),
                Arguments.of("dataset.validation", -0.1, "'dataset.validation' must be a finite number >= 0"),
                Arguments.of("name", "../x", "'name' must start with a letter or digit"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsOneLineWithNameRuleAndValue(String key, Object value, String message) {
        Map<String, Object> tree = tree();
        SpecBinder.put(tree, "model.variant", "beta-vae");
        SpecBinder.put(tree, key, value);
        ConfigException e = assertThrows(ConfigException.class, () -> {
            ExperimentSpec spec = SpecBinder.bind(tree, ExperimentSpec.class);
            Network.of(spec.model(), 28, 28, 10);
        });
        assertTrue(e.getMessage().startsWith(message), e.getMessage());
        assertEquals(1, e.getMessage().lines().count());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "model.hidden",
                "model.upperHidden",
                "model.conv.filters",
                "model.conv.kernels",
                "model.conv.strides",
                "dataset.without",
                "training.snapshots"
            })
    void anEmptyItemOfAListIsNoNumber(String key) {
        Map<String, Object> tree = tree();
        SpecBinder.put(tree, "model.variant", "hvae");
        SpecBinder.put(tree, key, Arrays.asList(400, null));
        ConfigException e = assertThrows(
                ConfigException.class,
                () -> Variants.configured(
                        SpecBinder.bind(tree, ExperimentSpec.class).model()));
        assertEquals("'" + key + "' must hold whole numbers, but was [400, null]", e.getMessage());
    }

    private static Arguments conv(String key, Object value, String message) {
        Map<String, Object> section = new LinkedHashMap<>(Map.of("filters", List.of(8, 16)));
        section.put(key, value);
        return Arguments.of("model.conv", section, message);
    }

    private static Map<String, Object> tree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", "test");
        SpecBinder.put(tree, "dataset.name", "mnist");
        return tree;
    }
}
