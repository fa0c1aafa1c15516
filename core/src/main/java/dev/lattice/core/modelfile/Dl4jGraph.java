package dev.lattice.core.modelfile;

import dev.lattice.core.config.ModelSpec;
import dev.lattice.core.engine.TrainedModel;
import dev.lattice.core.engine.samediff.Nd4jBackend;
import dev.lattice.core.model.Layer;
import dev.lattice.core.model.Maps;
import dev.lattice.core.model.ParameterBlock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A graph of Deeplearning4j that grows layer by layer and copies its weights when it is built. */
final class Dl4jGraph {

    static {
        Nd4jBackend.choose();
    }

    private static final String INPUT = "input";
    private static final String LABELS = "labels";
    private static final String JOINED = "joined";
    private static final IActivation IDENTITY = Activation.IDENTITY.getActivationFunction();

    private final TrainedModel model;
    private final GraphBuilder builder = new NeuralNetConfiguration.Builder().graphBuilder();
    private final List<Runnable> copies = new ArrayList<>();
    private ComputationGraph graph;
    private String last = INPUT;
    // The maps that the last vertex gives; null for rows.
    private Maps maps;

    Dl4jGraph(TrainedModel model) {
        this.model = model;
        if (model.network().classes() == 0) {
            builder.addInputs(INPUT);
        } else {
            builder.addInputs(INPUT, LABELS);
        }
    }

    /** Adds a hidden layer. */
    void hidden(Layer layer) {
        add(layer, layer.name().replace('.', '-'), layer.activated() ? activation() : IDENTITY);
    }

    /** Adds linear layers of equal size side by side and makes them the outputs; each takes its share of the units. */
    void heads(Layer.Dense layer, List<String> names) {
        String below = rows(layer);
        int units = layer.outputs() / names.size();
        for (int i = 0; i < names.size(); i++) {
            dense(layer, names.get(i), IDENTITY, below, i * units, units);
        }
        builder.setOutputs(names.toArray(String[]::new));
    }

    /** Adds the layer of the image and makes its pixels, row by row, the output. */
    void pixels(Layer layer) {
        IActivation logistic = Activation.SIGMOID.getActivationFunction();
        String name = "pixels";
        if (layer instanceof Layer.Dense) {
            add(layer, name, logistic);
        } else {
            add(layer, layer.name(), logistic);
            flatten(name);
        }
        builder.setOutputs(name);
    }

    /** Returns the graph with the model's weights. */
    ComputationGraph built() {
        graph = new ComputationGraph(builder.build());
        graph.init();
        copies.forEach(Runnable::run);
        return graph;
    }

    private void add(Layer layer, String name, IActivation activation) {
        if (layer instanceof Layer.Convolution convolution) {
            if (convolution.transposed()) {
                transposed(convolution, name, activation);
            } else {
                convolution(convolution, name, activation);
            }
            maps = convolution.output();
            copies.add(() -> copy(
                    name, all(layer.weight()), layer, 0, convolution.output().channels()));
        } else {
            Layer.Dense dense = (Layer.Dense) layer;
            dense(dense, name, activation, rows(dense), 0, dense.outputs());
            last = name;
        }
    }

    private void convolution(Layer.Convolution layer, String name, IActivation activation) {
        ConvolutionLayer.Builder it = new ConvolutionLayer.Builder(layer.kernel(), layer.kernel())
                .stride(layer.stride(), layer.stride())
                .padding(layer.padding(), layer.padding())
                .convolutionMode(ConvolutionMode.Truncate)
                .nIn(layer.input().channels())
                .nOut(layer.output().channels())
                .activation(activation);
        place(name, it.build(), layer.input());
    }

    /**
     * Deeplearning4j knows no output padding: the layer runs without any padding, and its edges are cut off. Where that is too
     * little, a row and a column of zeros at the end of its input make it larger.
     */
    private void transposed(Layer.Convolution layer, String name, IActivation activation) {
        Maps in = layer.input();
        Maps out = layer.output();
        int more = 0;
        if (cut(layer, in.height(), out.height()) < 0 || cut(layer, in.width(), out.width()) < 0) {
            more = 1;
            place(name + "-pad", new ZeroPaddingLayer.Builder(0, more, 0, more).build(), in);
        }
        Deconvolution2D.Builder it = new Deconvolution2D.Builder(layer.kernel(), layer.kernel())
                .stride(layer.stride(), layer.stride())
                .convolutionMode(ConvolutionMode.Truncate)
                .nIn(in.channels())
                .nOut(out.channels())
                .activation(activation);
        place(name, it.build(), in);
        int bottom = cut(layer, in.height() + more, out.height());
        int right = cut(layer, in.width() + more, out.width());
        int before = layer.padding();
        place(name + "-crop", new Cropping2D.Builder(before, bottom, before, right).build(), out);
    }

    /** Returns what is to be cut off after the pixels that are wanted. */
    private static int cut(Layer.Convolution layer, int inputs, int outputs) {
        return layer.stride() * (inputs - 1) + layer.kernel() - layer.padding() - outputs;
    }

    /** Places a layer that takes maps; {@code input} tells which, if it is rows that it gets. */
    private void place(String name, org.deeplearning4j.nn.conf.layers.Layer layer, Maps input) {
        InputPreProcessor fold =
                maps == null ? new FeedForwardToCnnPreProcessor(input.height(), input.width(), input.channels()) : null;
        builder.addLayer(name, layer, fold, last);
        last = name;
        maps = input;
    }

    /** Returns the vertex that gives a dense layer its rows, joined with the label if it is given that. */
    private String rows(Layer.Dense layer) {
        if (maps != null) {
            flatten(layer.name().replace('.', '-') + "-rows");
        }
        if (layer.label().isPresent()) {
            builder.addVertex(JOINED, new MergeVertex(), last, LABELS);
            last = JOINED;
        }
        return last;
    }

    private void flatten(String name) {
        builder.addVertex(
                name,
                new PreprocessorVertex(new CnnToFeedForwardPreProcessor(maps.height(), maps.width(), maps.channels())),
                last);
        last = name;
        maps = null;
    }

    /** Adds units {@code first} … of a layer; Deeplearning4j keeps W as [inputs, outputs], label rows last. */
    private void dense(Layer.Dense layer, String name, IActivation activation, String below, int first, int units) {
        int labels = layer.label().isPresent() ? model.network().classes() : 0;
        DenseLayer it = new DenseLayer.Builder()
                .nIn(layer.inputs() + labels)
                .nOut(units)
                .activation(activation)
                .build();
        builder.addLayer(name, it, below);
        copies.add(() -> {
            INDArray weight = Nd4j.createFromArray(
                            values(layer.weight(), first * layer.inputs(), units * layer.inputs()))
                    .reshape(units, layer.inputs())
                    .transpose();
            INDArray joined = layer.label()
                    .map(block -> Nd4j.concat(0, weight, columns(block, first, units)))
                    .orElse(weight);
            copy(name, joined, layer, first, units);
        });
    }

    private void copy(String name, INDArray weight, Layer layer, int first, int units) {
        graph.getLayer(name).setParam("W", weight.dup('c'));
        graph.getLayer(name)
                .setParam(
                        "b",
                        Nd4j.createFromArray(values(layer.bias(), first, units)).reshape(1, units));
    }

    private INDArray columns(ParameterBlock block, int first, int count) {
        float[] chosen = new float[block.rows() * count];
        for (int row = 0; row < block.rows(); row++) {
            System.arraycopy(values(block, row * block.columns() + first, count), 0, chosen, row * count, count);
        }
        return Nd4j.createFromArray(chosen).reshape(block.rows(), count);
    }

    private INDArray all(ParameterBlock block) {
        return Nd4j.createFromArray(values(block, 0, block.size()))
                .reshape(block.shape().stream().mapToLong(n -> n).toArray());
    }

    private float[] values(ParameterBlock block, int first, int count) {
        return Arrays.copyOfRange(model.parameters(), block.offset() + first, block.offset() + first + count);
    }

    private IActivation activation() {
        ModelSpec spec = model.spec().model();
        return switch (spec.activation()) {
            case RELU -> Activation.RELU.getActivationFunction();
            case LEAKY_RELU -> new ActivationLReLU(dev.lattice.core.config.Activation.LEAK);
            case TANH -> Activation.TANH.getActivationFunction();
        };
    }
}
