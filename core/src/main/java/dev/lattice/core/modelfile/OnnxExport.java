package dev.lattice.core.modelfile;

import dev.lattice.core.config.SpecBinder;
import dev.lattice.core.engine.TrainedModel;
import dev.lattice.core.model.Network;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a model as ONNX files, one for each thing to do with it:
 *
 * <pre>
 * encoder.onnx         image → mean, logVar                (an autoencoder's: image → code)
 * decoder.onnx         z → image
 * model.onnx           image → mean → reconstruction       (an autoencoder's: image → code → reconstruction)
 * model-sampled.onnx   image, noise → z → reconstruction   (no such file for a variant that does not sample)
 * </pre>
 *
 * <p>Images are [batch, 1, height, width] in [0, 1], codes and noise [batch, latent]; the batch has any size. Noise is drawn
 * from N(0, 1) by the caller, so that every runtime computes the same. A variant that is given the label has an input
 * {@code label} more, [batch] whole numbers from 0, in every file.
 */
public final class OnnxExport {

    private final TrainedModel model;
    private final String version;

    /** Creates the export of a model. */
    public OnnxExport(SavedModel saved) {
        this.model = saved.model();
        this.version = saved.provenance().version();
    }

    /**
     * Writes the files into an existing folder and returns their paths.
     *
     * @param prefix of their names
     * @throws dev.lattice.core.config.ConfigException for a variant with two stochastic layers
     */
    public List<Path> write(Path folder, String prefix) {
        model.network().requireOneLayer("ONNX files hold");
        boolean samples = model.network().variant().samples();
        List<Path> files = new ArrayList<>(List.of(
                write(folder.resolve(prefix + "encoder.onnx"), encoder()),
                write(folder.resolve(prefix + "decoder.onnx"), decoder()),
                write(folder.resolve(prefix + "model.onnx"), whole())));
        if (samples) {
            files.add(write(folder.resolve(prefix + "model-sampled.onnx"), sampled()));
        }
        return files;
    }

    private byte[] encoder() {
        OnnxGraph graph = new OnnxGraph();
        OnnxLayers layers = new OnnxLayers(model, graph);
        layers.encode(layers.image());
        addCodes(graph);
        return file(graph, "encoder", "parameters of q(z|x) of an image");
    }

    private byte[] decoder() {
        OnnxGraph graph = new OnnxGraph();
        OnnxLayers layers = new OnnxLayers(model, graph);
        addImage(graph, layers.decode(layers.code(), "image"));
        return file(graph, "decoder", "mean of p(x|z), an image");
    }

    private byte[] whole() {
        OnnxGraph graph = new OnnxGraph();
        OnnxLayers layers = new OnnxLayers(model, graph);
        String mean = layers.encode(layers.image());
        addImage(graph, layers.decode(mean, "reconstruction"));
        addCodes(graph);
        return file(graph, "model", "an image's reconstruction from the mean of q(z|x)");
    }

    private byte[] sampled() {
        OnnxGraph graph = new OnnxGraph();
        OnnxLayers layers = new OnnxLayers(model, graph);
        layers.encode(layers.image());
        String noise = graph.input("noise", model.network().latent());
        String z = layers.sample(noise);
        addImage(graph, layers.decode(z, "reconstruction"));
        addCodes(graph);
        graph.output(z, model.network().latent());
        return file(graph, "model-sampled", "an image's reconstruction from z = mean + exp(logVar / 2) noise");
    }

    private void addCodes(OnnxGraph graph) {
        Network network = model.network();
        if (network.variant().samples()) {
            graph.output("mean", network.latent());
            graph.output("logVar", network.latent());
        } else {
            graph.output("code", network.latent());
        }
    }

    private void addImage(OnnxGraph graph, String name) {
        graph.output(name, 1, model.height(), model.width());
    }

    private byte[] file(OnnxGraph graph, String name, String description) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("experiment", SpecBinder.json(model.spec()));
        metadata.put("variant", model.spec().model().variant());
        metadata.put("seed", String.valueOf(model.spec().seed()));
        metadata.put("latent", String.valueOf(model.network().latent()));
        metadata.put("classes", String.valueOf(model.network().classes()));
        String what = model.network().variant().title() + " '" + model.spec().name() + "': " + description;
        return graph.file(name, what, version, metadata);
    }

    private static Path write(Path file, byte[] bytes) {
        try {
            return WholeFile.write(file, part -> Files.write(part, bytes));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }
}
