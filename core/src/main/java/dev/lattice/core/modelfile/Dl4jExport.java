package dev.lattice.core.modelfile;

import dev.lattice.core.config.ModelSpec;
import dev.lattice.core.engine.TrainedModel;
import dev.lattice.core.model.Layer;
import dev.lattice.core.model.Network;
import dev.lattice.core.model.ParameterBlock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Writes a model for plain Deeplearning4j: {@code encoder.zip} with outputs mean and logVar (or code), and {@code decoder.zip} with
 * output pixels in [0, 1], both {@link ComputationGraph}s. A variant that is given the label takes it as a second, one-hot
 * input.
 */
public final class Dl4jExport {

    private static final String INPUT = "input";
    private static final String LABELS = "labels";
    private static final String JOINED = "joined";

    private final TrainedModel model;

    /** Creates the export of a model. */
    public Dl4jExport(TrainedModel model) {
        this.model = model;
    }

    /** Writes the two files into an existing folder and returns their paths. */
    public List<Path> write(Path folder) {
        try {
            Path encoder = folder.resolve("encoder.zip");
            Path decoder = folder.resolve("decoder.zip");
            ModelSerializer.writeModel(encoder(), encoder.toFile(), false);
            ModelSerializer.writeModel(decoder(), decoder.toFile(), false);
            return List.of(encoder, decoder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + folder + ": " + e.getMessage(), e);
        }
    }

    ComputationGraph encoder() {
        Network network = model.network();
        List<Layer> hidden = network.encoder().subList(0, network.encoder().size() - 1);
        Layer.Dense posterior = (Layer.Dense) network.encoder().get(hidden.size());
        GraphBuilder builder = inputs();
        String last = addHidden(builder, hidden, network.classes() == 0 ? INPUT : JOINED);
        int latent = network.latent();
        String[] outputs = network.variant().samples() ? new String[] {"mean", "logVar"} : new String[] {"code"};
        for (String output : outputs) {
            builder.addLayer(
                    output, dense(inputs(posterior), latent, Activation.IDENTITY.getActivationFunction()), last);
        }
        ComputationGraph graph = built(builder.setOutputs(outputs));
        hidden.forEach(layer -> copy(graph, (Layer.Dense) layer));
        for (int i = 0; i < outputs.length; i++) {
            copy(graph, outputs[i], posterior, i * latent, latent);
        }
        return graph;
    }

    ComputationGraph decoder() {
        Network network = model.network();
        List<Layer> hidden = network.decoder().subList(0, network.decoder().size() - 1);
        Layer.Dense output = (Layer.Dense) network.decoder().get(hidden.size());
        GraphBuilder builder = inputs();
        String last = addHidden(builder, hidden, network.classes() == 0 ? INPUT : JOINED);
        builder.addLayer(
                "pixels", dense(inputs(output), output.outputs(), Activation.SIGMOID.getActivationFunction()), last);
        ComputationGraph graph = built(builder.setOutputs("pixels"));
        hidden.forEach(layer -> copy(graph, (Layer.Dense) layer));
        copy(graph, "pixels", output, 0, output.outputs());
        return graph;
    }

    private GraphBuilder inputs() {
        GraphBuilder builder = new NeuralNetConfiguration.Builder().graphBuilder();
        return model.network().classes() == 0
                ? builder.addInputs(INPUT)
                : builder.addInputs(INPUT, LABELS).addVertex(JOINED, new MergeVertex(), INPUT, LABELS);
    }

    private String addHidden(GraphBuilder builder, List<Layer> layers, String input) {
        String last = input;
        for (Layer layer : layers) {
            Layer.Dense d = (Layer.Dense) layer;
            String name = d.name().replace('.', '-');
            builder.addLayer(
                    name, dense(inputs(d), d.outputs(), activation(model.spec().model())), last);
            last = name;
        }
        return last;
    }

    private static DenseLayer dense(int inputs, int outputs, IActivation activation) {
        return new DenseLayer.Builder()
                .nIn(inputs)
                .nOut(outputs)
                .activation(activation)
                .build();
    }

    private int inputs(Layer.Dense layer) {
        return layer.inputs() + (layer.label().isPresent() ? model.network().classes() : 0);
    }

    private static IActivation activation(ModelSpec spec) {
        return switch (spec.activation()) {
            case RELU -> Activation.RELU.getActivationFunction();
            case LEAKY_RELU -> new ActivationLReLU(dev.lattice.core.config.Activation.LEAK);
            case TANH -> Activation.TANH.getActivationFunction();
        };
    }

    private static ComputationGraph built(GraphBuilder builder) {
        ComputationGraph graph = new ComputationGraph(builder.build());
        graph.init();
        return graph;
    }

    private void copy(ComputationGraph graph, Layer.Dense layer) {
        copy(graph, layer.name().replace('.', '-'), layer, 0, layer.outputs());
    }

    /** Copies the units {@code first} … of a layer; Deeplearning4j keeps W as [inputs, outputs], label rows last. */
    private void copy(ComputationGraph graph, String name, Layer.Dense layer, int first, int units) {
        INDArray weight = rows(layer.weight(), first, units).transpose();
        if (layer.label().isPresent()) {
            weight = Nd4j.concat(
                    0, weight, rows(layer.label().get(), 0, model.network().classes()));
        }
        graph.getLayer(name).setParam("W", weight.dup('c'));
        float[] bias = values(layer.bias(), first, units);
        graph.getLayer(name).setParam("b", Nd4j.createFromArray(bias).reshape(1, units));
    }

    private INDArray rows(ParameterBlock block, int first, int count) {
        return Nd4j.createFromArray(values(block, first * block.columns(), count * block.columns()))
                .reshape(count, block.columns());
    }

    private float[] values(ParameterBlock block, int first, int count) {
        return Arrays.copyOfRange(model.parameters(), block.offset() + first, block.offset() + first + count);
    }
}
