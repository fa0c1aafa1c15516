package dev.lattice.core.modelfile;

import dev.lattice.core.config.Activation;
import dev.lattice.core.engine.TrainedModel;
import dev.lattice.core.model.Layer;
import dev.lattice.core.model.Maps;
import dev.lattice.core.model.ParameterBlock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The layers of a model as ONNX operators. */
final class OnnxLayers {

    private static final String LABEL = "label";

    private final TrainedModel model;
    private final OnnxGraph graph;

    OnnxLayers(TrainedModel model, OnnxGraph graph) {
        this.model = model;
        this.graph = graph;
    }

    /** Adds the inputs of an encoder: image [batch, 1, height, width], and label [batch] for a variant that is given it. */
    String image() {
        addLabel();
        return graph.input("image", 1, model.height(), model.width());
    }

    /** Adds the inputs of a decoder: z [batch, latent], and the label likewise. */
    String code() {
        addLabel();
        return graph.input("z", model.network().latent());
    }

    private void addLabel() {
        if (model.network().classes() > 0) {
            graph.classes(LABEL);
        }
    }

    /** Adds the encoder: mean and logVar [batch, latent], or code for a variant that does not sample. Returns the first. */
    String encode(String image) {
        int latent = model.network().latent();
        if (!model.network().variant().samples()) {
            return stack(model.network().encoder(), image, "code");
        }
        String posterior = stack(model.network().encoder(), image, "posterior");
        graph.nodes(
                "Split",
                "split",
                List.of(posterior, graph.numbers("split.sizes", latent, latent)),
                List.of("mean", "logVar"),
                Map.of("axis", 1));
        return "mean";
    }

    /** Adds z = mean + exp(logVar / 2) · noise. */
    String sample(String noise) {
        String half = graph.weights("half", List.of(1), new float[] {0.5f});
        String deviation =
                graph.node("Exp", "deviation", List.of(graph.node("Mul", "logVar.half", List.of("logVar", half))));
        return graph.node("Add", "z", List.of("mean", graph.node("Mul", "drawn", List.of(deviation, noise))));
    }

    /** Adds the decoder: the mean of p(x|z), [batch, 1, height, width]. */
    String decode(String z, String name) {
        String logits = stack(model.network().decoder(), z, "logits");
        String shaped = model.spec().model().conv().isPresent()
                ? logits
                : reshape(logits, new Maps(1, model.height(), model.width()));
        return graph.node("Sigmoid", name, List.of(shaped));
    }

    private String stack(List<Layer> layers, String input, String name) {
        String x = input;
        boolean maps = input.equals("image");
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            boolean convolves = layer instanceof Layer.Convolution;
            if (maps && !convolves) {
                x = graph.node("Flatten", layer.name() + ".rows", List.of(x), Map.of("axis", 1));
            } else if (!maps && convolves) {
                x = reshape(x, ((Layer.Convolution) layer).input());
            }
            String result = i == layers.size() - 1 ? name : layer.name();
            String linear = layer.activated() ? result + ".linear" : result;
            x = convolves ? convolution((Layer.Convolution) layer, linear, x) : dense((Layer.Dense) layer, linear, x);
            x = layer.activated() ? activation(result, x) : x;
            maps = convolves;
        }
        return x;
    }

    private String dense(Layer.Dense layer, String name, String x) {
        String bias = weights(layer.bias());
        if (layer.label().isPresent()) {
            String row = graph.node(
                    "Gather",
                    layer.label().get().name() + ".row",
                    List.of(weights(layer.label().get()), LABEL),
                    Map.of("axis", 0));
            bias = graph.node("Add", layer.bias().name() + ".labelled", List.of(row, bias));
        }
        return graph.node("Gemm", name, List.of(x, weights(layer.weight()), bias), Map.of("transB", 1));
    }

    private String convolution(Layer.Convolution layer, String name, String x) {
        int padding = layer.padding();
        Map<String, Object> attributes = new HashMap<>(Map.of(
                "kernel_shape", new int[] {layer.kernel(), layer.kernel()},
                "strides", new int[] {layer.stride(), layer.stride()},
                "pads", new int[] {padding, padding, padding, padding}));
        if (layer.transposed()) {
            attributes.put("output_padding", new int[] {
                missing(layer, layer.input().height(), layer.output().height()),
                missing(layer, layer.input().width(), layer.output().width())
            });
        }
        ParameterBlock bias = layer.bias();
        String vector = graph.weights(bias.name(), List.of(bias.size()), values(bias));
        return graph.node(
                layer.transposed() ? "ConvTranspose" : "Conv",
                name,
                List.of(x, weights(layer.weight()), vector),
                attributes);
    }

    private static int missing(Layer.Convolution layer, int inputs, int outputs) {
        return outputs - (layer.stride() * (inputs - 1) + layer.kernel() - 2 * layer.padding());
    }

    private String activation(String name, String x) {
        return switch (model.spec().model().activation()) {
            case RELU -> graph.node("Relu", name, List.of(x));
            case LEAKY_RELU -> graph.node("LeakyRelu", name, List.of(x), Map.of("alpha", (float) Activation.LEAK));
            case TANH -> graph.node("Tanh", name, List.of(x));
        };
    }

    private String reshape(String x, Maps maps) {
        String shape = graph.numbers(x + ".shape", 0, maps.channels(), maps.height(), maps.width());
        return graph.node("Reshape", x + ".maps", List.of(x, shape));
    }

    private String weights(ParameterBlock block) {
        return graph.weights(block.name(), block.shape(), values(block));
    }

    private float[] values(ParameterBlock block) {
        return Arrays.copyOfRange(model.parameters(), block.offset(), block.offset() + block.size());
    }
}
