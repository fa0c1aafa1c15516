package dev.lattice.core.modelfile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.lattice.core.config.Binarization;
import dev.lattice.core.config.ConfigException;
import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.config.SpecBinder;
import dev.lattice.core.data.ImageSet;
import dev.lattice.core.engine.Inference;
import dev.lattice.core.engine.TinyData;
import dev.lattice.core.engine.TrainedModel;
import dev.lattice.core.engine.TrainingTask;
import dev.lattice.core.engine.fused.FusedEngine;
import dev.lattice.core.model.Variants;
import dev.lattice.core.random.CounterRandom;
import dev.lattice.core.random.Seeds;
import dev.lattice.core.trial.Provenance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Microsoft's ONNX Runtime loads what is written and computes the same from it. */
class OnnxExportTest {

    private static final int IMAGES = 100;
    private static final int LATENT = 3;
    private static final float TOLERANCE = 1e-5f;

    /** Dense, convolutional, and with output padding and dense layers behind. */
    private static final Map<String, Map<String, Object>> NETWORKS = Map.of(
            "dense", Map.of(),
            "conv", TinyData.CONVOLUTIONS,
            "edges", Map.of("model.conv.filters", List.of(3, 2), "model.conv.strides", List.of(3, 2)));

    private final OrtEnvironment runtime = OrtEnvironment.getEnvironment();

    @TempDir
    Path folder;

    static Stream<String> variants() {
        return Variants.all().stream().filter(v -> v.lowerCode().isEmpty()).map(v -> v.name());
    }

    static Stream<Arguments> models() {
        return variants()
                .flatMap(v -> NETWORKS.keySet().stream()
                        .flatMap(n -> Stream.of("relu", "leaky-relu", "tanh").map(a -> Arguments.of(v, n, a))));
    }

    @Test
    void twoStochasticLayersAreRefusedBeforeAnythingIsWritten() throws IOException {
        OnnxExport export = new OnnxExport(saved(model("hvae", "dense", "relu")));
        ConfigException e = assertThrows(ConfigException.class, () -> export.write(folder, ""));
        assertEquals(
                "ONNX files hold one stochastic layer, but variant 'hvae' has two; its weights can be had as safetensors",
                e.getMessage());
        assertEquals(Set.of(), files());
    }

    @Test
    void whatCannotBeWrittenLeavesNothingBehind() throws IOException {
        Files.createDirectories(folder.resolve("encoder.onnx/in the way"));
        OnnxExport export = new OnnxExport(saved(model("vae", "dense", "relu")));
        UncheckedIOException e = assertThrows(UncheckedIOException.class, () -> export.write(folder, ""));
        assertTrue(e.getMessage().startsWith("cannot write " + folder.resolve("encoder.onnx")), e.getMessage());
        assertEquals(Set.of("encoder.onnx"), files());
    }

    @ParameterizedTest
    @MethodSource("models")
    void onnxRuntimeComputesTheSameOutputs(String variant, String network, String activation)
            throws OrtException, IOException {
        TrainedModel model = model(variant, network, activation);
        new OnnxExport(saved(model)).write(folder, "");
        ImageSet images = TinyData.images(7, IMAGES);
        int[] labels = IntStream.range(0, IMAGES).map(images::label).toArray();
        boolean samples = model.network().variant().samples();
        assertEquals(samples ? 4 : 3, files().size());
        try (Inference ours = new FusedEngine().load(model)) {
            Inference.Codes codes = ours.encode(new Inference.Input(images, Binarization.NONE, new Seeds(1)));
            Map<String, float[]> pixels = Map.of("image", pixels(images));
            Map<String, float[]> encoded = run(model, "encoder", pixels, labels);
            assertArrayEquals(codes.mean(), encoded.get(samples ? "mean" : "code"), TOLERANCE);
            assertArrayEquals(codes.logVar(), encoded.getOrDefault("logVar", new float[0]), TOLERANCE);
            float[] z = normal(5);
            assertArrayEquals(
                    ours.decode(z, labels),
                    run(model, "decoder", Map.of("z", z), labels).get("image"),
                    TOLERANCE);
            float[] reconstruction = ours.decode(codes.mean(), labels);
            assertArrayEquals(
                    reconstruction, run(model, "model", pixels, labels).get("reconstruction"), TOLERANCE);
            if (samples) {
                float[] noise = normal(6);
                float[] drawn = new float[z.length];
                for (int i = 0; i < drawn.length; i++) {
                    drawn[i] = (float) (codes.mean()[i] + Math.exp(codes.logVar()[i] / 2) * noise[i]);
                }
                Map<String, float[]> sampled =
                        run(model, "model-sampled", Map.of("image", pixels(images), "noise", noise), labels);
                assertArrayEquals(drawn, sampled.get("z"), TOLERANCE);
                assertArrayEquals(ours.decode(drawn, labels), sampled.get("reconstruction"), TOLERANCE);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("variants")
    void aFileSaysWhereItComesFromAndTakesAnyBatch(String variant) throws OrtException {
        TrainedModel model = model(variant, "conv", "relu");
        new OnnxExport(saved(model)).write(folder, "7-");
        try (OrtSession session =
                runtime.createSession(folder.resolve("7-encoder.onnx").toString())) {
            Map<String, String> metadata = session.getMetadata().getCustomMetadata();
            assertEquals(model.spec(), SpecBinder.parse(metadata.get("experiment"), ExperimentSpec.class));
            assertEquals(variant, metadata.get("variant"));
            assertEquals("42", metadata.get("seed"));
            assertEquals("lattice", session.getMetadata().getProducerName());
            boolean labelled = model.network().variant().givenLabel();
            assertEquals(labelled ? Set.of("image", "label") : Set.of("image"), session.getInputNames());
            String image = session.getInputInfo().get("image").getInfo().toString();
            assertTrue(image.contains("shape=[-1, 1, 6, 6]") && image.contains("batch"), image);
        }
    }

    private Map<String, float[]> run(TrainedModel model, String name, Map<String, float[]> inputs, int[] labels)
            throws OrtException {
        Map<String, OnnxTensor> feed = new HashMap<>();
        Map<String, float[]> results = new HashMap<>();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            for (Map.Entry<String, float[]> input : inputs.entrySet()) {
                long[] shape = input.getKey().equals("image")
                        ? new long[] {IMAGES, 1, TinyData.SIDE, TinyData.SIDE}
                        : new long[] {IMAGES, LATENT};
                feed.put(input.getKey(), OnnxTensor.createTensor(runtime, FloatBuffer.wrap(input.getValue()), shape));
            }
            if (model.network().classes() > 0) {
                long[] classes = IntStream.of(labels).asLongStream().toArray();
                feed.put("label", OnnxTensor.createTensor(runtime, LongBuffer.wrap(classes), new long[] {IMAGES}));
            }
            String file = folder.resolve(name + ".onnx").toString();
            try (OrtSession session = runtime.createSession(file, options);
                    OrtSession.Result result = session.run(feed)) {
                for (Map.Entry<String, ai.onnxruntime.OnnxValue> output : result) {
                    FloatBuffer values = ((OnnxTensor) output.getValue()).getFloatBuffer();
                    float[] copy = new float[values.remaining()];
                    values.get(copy);
                    results.put(output.getKey(), copy);
                }
            }
        } finally {
            feed.values().forEach(OnnxTensor::close);
        }
        return results;
    }

    private Set<String> files() throws IOException {
        try (Stream<Path> inside = Files.list(folder)) {
            return new TreeSet<>(inside.map(p -> p.getFileName().toString()).toList());
        }
    }

    private static float[] pixels(ImageSet images) {
        float[] pixels = new float[images.count() * images.imageSize()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = images.pixel(i / images.imageSize(), i % images.imageSize());
        }
        return pixels;
    }

    private static float[] normal(long key) {
        float[] z = new float[IMAGES * LATENT];
        CounterRandom.fillGaussian(key, 0, z, z.length);
        return z;
    }

    private static TrainedModel model(String variant, String network, String activation) {
        Map<String, Object> settings = new HashMap<>(NETWORKS.get(network));
        settings.putAll(Map.of("model.variant", variant, "model.activation", activation));
        TrainingTask task = TinyData.task(settings);
        float[] parameters = task.network().initialParameters(new Seeds(11));
        return new TrainedModel(task.spec(), task.network(), TinyData.SIDE, TinyData.SIDE, parameters);
    }

    private static SavedModel saved(TrainedModel model) {
        Provenance provenance = new Provenance("0", "none", "17", "test", "cpu", "00", Instant.EPOCH);
        return new SavedModel(model, TinyData.CLASSES, "test", List.of(), List.of(), provenance);
    }
}
