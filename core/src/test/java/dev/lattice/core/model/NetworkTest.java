package dev.lattice.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.config.ConfigException;
import dev.lattice.core.config.ConvSpec;
import dev.lattice.core.config.ModelSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkTest {

    /** The number of parameters is that of the PyTorch network in {@code benchmarks/peers/pytorch_conv_vae.py}. */
    @Test
    void aConvolutionalNetworkIsMirrored() {
        Network network =
                network("vae", new ConvSpec(List.of(64, 64, 64, 64), null, List.of(1, 2, 2, 1)), List.of(), 2);
        assertEquals(244_741, network.parameterCount());
        assertEquals(
                List.of("encoder.0", "encoder.1", "encoder.2", "encoder.3", "posterior"),
                network.encoder().stream().map(Layer::name).toList());
        assertEquals(
                List.of("decoder.0", "decoder.1", "decoder.2", "decoder.3", "output"),
                network.decoder().stream().map(Layer::name).toList());
        assertEquals(
                List.of(50176, 12544, 3136, 3136, 4),
                network.encoder().stream().map(Layer::outputs).toList());
        assertEquals(
                List.of(3136, 3136, 12544, 50176, 784),
                network.decoder().stream().map(Layer::outputs).toList());
        assertEquals(
                List.of(false, true, true, true, false),
                network.decoder().stream().map(Layer::activated).toList());
        assertEquals(List.of(64, 1, 3, 3), network.blocks().get(0).shape());
        assertEquals(List.of(64, 64, 3, 3), network.decoder().get(1).weight().shape());
        assertEquals(List.of(64, 1, 3, 3), network.decoder().get(4).weight().shape());
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 1", "3, 2", "3, 3", "4, 2", "4, 3", "5, 4"})
    void theDecoderGivesImagesOfTheSizeThatTheEncoderTook(int kernel, int stride) {
        ConvSpec conv = new ConvSpec(List.of(3, 2), List.of(kernel), List.of(stride));
        for (int height = 16; height < 20; height++) {
            Network network = Network.of(spec("ae", conv, List.of(), 2), height, 17, 10);
            assertEquals(height * 17, network.decoder().get(2).outputs());
            int inputs = height * 17;
            for (Layer layer : network.encoder()) {
                assertEquals(inputs, layer.inputs());
                inputs = layer.outputs();
            }
        }
    }

    @Test
    void theFirstDenseLayerOfEachSideIsGivenTheLabel() {
        Network network = network("cvae", new ConvSpec(List.of(4), null, null), List.of(7), 2);
        List<String> given = network.blocks().stream()
                .map(ParameterBlock::name)
                .filter(name -> name.endsWith(".label"))
                .toList();
        assertEquals(List.of("encoder.1.label", "decoder.0.label"), given);
        Network direct = network("cvae", new ConvSpec(List.of(4), null, null), List.of(), 2);
        assertTrue(direct.blocks().stream().anyMatch(block -> block.name().equals("posterior.label")));
    }

    @Test
    void twoStochasticLayersLieBetweenTheImageAndTheCode() {
        ModelSpec spec = new ModelSpec(
                "hvae",
                Optional.empty(),
                List.of(9),
                3,
                null,
                null,
                null,
                Map.of("lowerLatent", 5, "upperHidden", List.of(7, 6)));
        Network network = Network.of(spec, 4, 4, 10);
        UpperLayers upper = network.upper().orElseThrow();
        assertEquals(3, network.latent());
        assertEquals(8, network.noise());
        assertEquals(5, upper.lower());
        assertEquals(List.of(9, 10), outputs(network.encoder()));
        assertEquals(List.of(7, 6, 6), outputs(upper.encoder()));
        assertEquals(List.of(6, 7, 10), outputs(upper.decoder()));
        assertEquals(List.of(9, 16), outputs(network.decoder()));
        assertEquals(
                List.of(5, 3, 5),
                Stream.of(upper.encoder(), upper.decoder(), network.decoder())
                        .map(layers -> layers.get(0).inputs())
                        .toList());
        assertEquals(
                List.of(
                        "encoder.0",
                        "posterior",
                        "upper.encoder.0",
                        "upper.encoder.1",
                        "upper.posterior",
                        "upper.decoder.0"),
                network.blocks().stream()
                        .map(b -> b.name().substring(0, b.name().lastIndexOf('.')))
                        .distinct()
                        .limit(6)
                        .toList());
        // Products of the layers: 16·9 + 9·10, 5·7 + 7·6 + 6·6, 3·6 + 6·7 + 7·10, 5·9 + 9·16.
        assertEquals(234 + 113 + 130 + 189, network.products());
    }

    @ParameterizedTest
    @CsvSource({"lowerLatent, 0", "lowerLatent, 65537", "warmupEpochs, -1"})
    void anOptionOutOfRangeIsNamed(String key, int value) {
        ModelSpec spec = new ModelSpec("hvae", Optional.empty(), null, 2, null, null, null, Map.of(key, value));
        ConfigException e = assertThrows(ConfigException.class, () -> Variants.configured(spec));
        assertTrue(e.getMessage().contains("model." + key) && e.getMessage().contains("" + value), e.getMessage());
    }

    @Test
    void theKlOfTwoStochasticLayersIsWarmedUp() {
        ModelSpec spec = new ModelSpec("hvae", Optional.empty(), null, 2, null, null, null, Map.of("warmupEpochs", 4));
        assertEquals(0.25, Variants.configured(spec).klWeight(1));
        assertEquals(1, Variants.configured(spec).klWeight(5));
        assertEquals(1, new HierarchicalVae().klWeight(0));
    }

    @Test
    void aKernelThatDoesNotFitIsRefused() {
        ConvSpec conv = new ConvSpec(List.of(1, 1, 1, 1, 1, 1), List.of(4), List.of(2));
        ConfigException e = assertThrows(ConfigException.class, () -> network("vae", conv, List.of(), 2));
        assertEquals(
                "'model.conv.kernels' must fit what is left of an image, 1x1 at layer 5, but was [4]", e.getMessage());
    }

    @Test
    void tooManyParametersAreRefused() {
        ConvSpec conv = new ConvSpec(List.of(60_000, 60_000), null, null);
        ConfigException e = assertThrows(ConfigException.class, () -> network("vae", conv, List.of(), 2));
        assertTrue(e.getMessage().contains("fewer than 2147483648 parameters"), e.getMessage());
    }

    private static List<Integer> outputs(List<Layer> layers) {
        return layers.stream().map(Layer::outputs).toList();
    }

    private static Network network(String variant, ConvSpec conv, List<Integer> hidden, int latent) {
        return Network.of(spec(variant, conv, hidden, latent), 28, 28, 10);
    }

    private static ModelSpec spec(String variant, ConvSpec conv, List<Integer> hidden, int latent) {
        return new ModelSpec(variant, Optional.of(conv), hidden, latent, null, null, null, Map.of());
    }
}
