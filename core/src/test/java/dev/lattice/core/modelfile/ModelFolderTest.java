package dev.lattice.core.modelfile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.config.ConfigException;
import dev.lattice.core.data.DataFormatException;
import dev.lattice.core.engine.Inference;
import dev.lattice.core.engine.TinyData;
import dev.lattice.core.engine.TrainedModel;
import dev.lattice.core.engine.TrainingTask;
import dev.lattice.core.engine.samediff.SameDiffEngine;
import dev.lattice.core.model.Variants;
import dev.lattice.core.random.Seeds;
import dev.lattice.core.trial.EpochRecord;
import dev.lattice.core.trial.LossTerms;
import dev.lattice.core.trial.Provenance;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ModelFolderTest {

    private static final Provenance PROVENANCE =
            new Provenance("0", "none", "17", "test", "cpu", "00", Instant.parse("2026-01-01T00:00:00Z"));

    /** Dense, convolutional, and with edges that DL4J's transposed convolution does not reach; dense layers behind these. */
    private static final Map<String, Map<String, Object>> NETWORKS = Map.of(
            "dense", Map.of(),
            "conv", TinyData.CONVOLUTIONS,
            "edges", Map.of("model.conv.filters", List.of(3, 2), "model.conv.strides", List.of(3, 2)));

    @TempDir
    Path folder;

    static Stream<String> variants() {
        return Variants.all().stream().map(v -> v.name());
    }

    static Stream<Arguments> variantsAndNetworks() {
        return variants().flatMap(v -> NETWORKS.keySet().stream().map(n -> Arguments.of(v, n)));
    }

    @ParameterizedTest
    @MethodSource("variantsAndNetworks")
    void loadingGivesTheSameRecordAndTheSameOutputsBitForBit(String variant, String network) {
        SavedModel saved = model(variant, network);
        Path place = folder.resolve("model");
        ModelFolder.write(place, saved);
        SavedModel loaded = ModelFolder.read(place);
        assertTrue(ModelFolder.isModel(place));
        assertArrayEquals(saved.model().parameters(), loaded.model().parameters());
        assertEquals(saved.model().spec(), loaded.model().spec());
        assertEquals(saved.curve(), loaded.curve());
        assertEquals(saved.provenance(), loaded.provenance());
        float[] z = {1, -1, 0.5f};
        try (Inference before = new SameDiffEngine().load(saved.model());
                Inference after = new SameDiffEngine().load(loaded.model())) {
            assertArrayEquals(before.decode(z, new int[] {2}), after.decode(z, new int[] {2}));
        }
    }

    @Test
    void writingAgainReplacesTheModelAndLeavesNothingElse() throws IOException {
        Path place = folder.resolve("model");
        ModelFolder.write(place, model("vae"));
        ModelFolder.write(place, model("ae"));
        assertEquals("ae", ModelFolder.read(place).model().spec().model().variant());
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(place), files.toList());
        }
    }

    @Test
    void aMissingFileIsNamed() throws IOException {
        Path place = folder.resolve("model");
        assertFalse(ModelFolder.isModel(place));
        assertMessage(place, "model.json");
        ModelFolder.write(place, model("vae"));
        Files.delete(place.resolve("weights.safetensors"));
        assertMessage(place, "weights.safetensors");
    }

    @Test
    void anUnknownKeyOrANewerFormatIsRefused() throws IOException {
        Path place = folder.resolve("model");
        ModelFolder.write(place, model("vae"));
        Path json = place.resolve("model.json");
        String good = Files.readString(json);
        Files.writeString(json, good.replace("\"latent\"", "\"latnet\""));
        assertMessage(place, "latnet");
        Files.writeString(json, good.replace("\"format\" : 1", "\"format\" : 2"));
        assertMessage(place, "but was 2");
    }

    @Test
    void weightsThatDoNotFitTheHeaderOrTheNetworkAreRefused() throws IOException {
        Path place = folder.resolve("model");
        ModelFolder.write(place, model("vae"));
        Path weights = place.resolve("weights.safetensors");
        byte[] good = Files.readAllBytes(weights);
        Files.write(weights, java.util.Arrays.copyOf(good, good.length - 1));
        assertMessage(place, "within the file");
        Files.write(weights, java.util.Arrays.copyOf(good, 5));
        assertMessage(place, "but holds 5 bytes");
        byte[] huge = good.clone();
        ByteBuffer.wrap(huge).order(ByteOrder.LITTLE_ENDIAN).putLong(0, Long.MAX_VALUE);
        Files.write(weights, huge);
        assertMessage(place, "header length");
        String twice = "{\"a\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]},"
                + "\"b\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]}}";
        Files.write(
                weights,
                ByteBuffer.allocate(8 + twice.length() + 8)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(twice.length())
                        .put(twice.getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                        .array());
        assertMessage(place, "tensors must not overlap, but 'b'");
        useWeightsOf("ae", weights);
        assertMessage(place, "must be there as");
        useWeightsOf("cvae", weights);
        assertMessage(place, "[decoder.0.label, encoder.0.label]");
    }

    @ParameterizedTest
    @MethodSource("variantsAndNetworks")
    void plainDeeplearning4jComputesTheSameOutputs(String variant, String network) throws IOException {
        TrainedModel model = model(variant, network).model();
        if (model.network().upper().isPresent()) {
            ConfigException e = assertThrows(ConfigException.class, () -> new Dl4jExport(model).write(folder, ""));
            assertEquals(
                    "Deeplearning4j files hold one stochastic layer, but variant 'hvae' has two; its weights can be had as safetensors",
                    e.getMessage());
            assertEmpty(folder);
            return;
        }
        List<Path> files = new Dl4jExport(model).write(folder, "");
        TrainingTask task = TinyData.task(Map.of("model.variant", variant));
        Inference.Input input =
                new Inference.Input(task.data().validation(), task.data().binarization(), task.seeds());
        int image = 5;
        int label = input.images().label(image);
        float[] pixels = new float[model.network().pixels()];
        for (int p = 0; p < pixels.length; p++) {
            pixels[p] = input.images().pixel(image, p);
        }
        try (Inference inference = new SameDiffEngine().load(model)) {
            Inference.Codes codes = inference.encode(input);
            float[] mean = java.util.Arrays.copyOfRange(codes.mean(), image * 3, image * 3 + 3);
            INDArray[] encoded = outputs(files.get(0), pixels, model.network().classes(), label);
            assertArrayEquals(mean, encoded[0].toFloatVector(), 1e-5f);
            if (model.network().variant().samples()) {
                float[] logVar = java.util.Arrays.copyOfRange(codes.logVar(), image * 3, image * 3 + 3);
                assertArrayEquals(logVar, encoded[1].toFloatVector(), 1e-5f);
            }
            INDArray[] decoded = outputs(files.get(1), mean, model.network().classes(), label);
            assertArrayEquals(inference.decode(mean, new int[] {label}), decoded[0].toFloatVector(), 1e-5f);
        }
    }

    /** Another name of an old file keeps its content only if the new one is moved into its place. */
    @Test
    void anExportIsMovedIntoThePlaceOfAnOldFile() throws IOException {
        TrainedModel model = model("vae").model();
        List<String> names = List.of("encoder.zip", "decoder.zip", "weights.safetensors");
        Path links = Files.createDirectories(folder.resolve("links"));
        Path exported = Files.createDirectories(folder.resolve("exported"));
        for (String name : names) {
            Files.createLink(links.resolve(name), Files.writeString(exported.resolve(name), "old"));
        }
        new Dl4jExport(model).write(exported, "");
        ModelFolder.exportWeights(model, exported.resolve("weights.safetensors"));
        for (String name : names) {
            assertEquals("old", Files.readString(links.resolve(name)), name);
            assertTrue(Files.size(exported.resolve(name)) > 100, name);
        }
        try (Stream<Path> files = Files.list(exported)) {
            assertEquals(names.size(), files.count());
        }
    }

    private static INDArray[] outputs(Path file, float[] input, int classes, int label) throws IOException {
        ComputationGraph graph = ComputationGraph.load(file.toFile(), false);
        INDArray row = Nd4j.createFromArray(input).reshape(1, input.length);
        return classes == 0
                ? graph.output(row)
                : graph.output(row, Nd4j.eye(classes).getRows(label).reshape(1, classes));
    }

    private static void assertEmpty(Path place) throws IOException {
        try (Stream<Path> files = Files.list(place)) {
            assertEquals(List.of(), files.toList());
        }
    }

    private void useWeightsOf(String variant, Path weights) throws IOException {
        Path other = folder.resolve(variant);
        ModelFolder.write(other, model(variant));
        Files.copy(other.resolve("weights.safetensors"), weights, StandardCopyOption.REPLACE_EXISTING);
    }

    private void assertMessage(Path place, String part) {
        DataFormatException e = assertThrows(DataFormatException.class, () -> ModelFolder.read(place));
        assertTrue(e.getMessage().contains(part), e.getMessage());
        assertTrue(e.getMessage().contains(place.toString()), e.getMessage());
    }

    private static SavedModel model(String variant) {
        return model(variant, "dense");
    }

    private static SavedModel model(String variant, String network) {
        Map<String, Object> settings = new HashMap<>(NETWORKS.get(network));
        settings.putAll(Map.of("model.variant", variant, "model.activation", "leaky-relu"));
        TrainingTask task = TinyData.task(settings);
        float[] parameters = task.network().initialParameters(new Seeds(11));
        TrainedModel model = new TrainedModel(task.spec(), task.network(), TinyData.SIDE, TinyData.SIDE, parameters);
        EpochRecord epoch = new EpochRecord(1, new LossTerms(1.5, 0.25, 1.75), Optional.empty(), 0.1);
        return new SavedModel(model, TinyData.CLASSES, "test", List.of(epoch), List.of(), PROVENANCE);
    }
}
