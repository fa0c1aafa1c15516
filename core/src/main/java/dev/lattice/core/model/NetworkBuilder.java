package dev.lattice.core.model;

import dev.lattice.core.config.Check;
import dev.lattice.core.config.ConvSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Lays the layers of a stack out one after the other, and their parameters in one flat array. */
final class NetworkBuilder {

    private final List<ParameterBlock> blocks = new ArrayList<>();
    private int offset;
    private List<Layer> stack;
    private String stackName;
    private int classes;

    /**
     * Begins a stack.
     *
     * @param givenClasses of the one-hot label that its first dense layer is given; 0 for none
     */
    void begin(String name, int givenClasses) {
        stack = new ArrayList<>();
        stackName = name;
        classes = givenClasses;
    }

    /** Returns the stack since {@link #begin}. */
    List<Layer> end() {
        return stack;
    }

    List<ParameterBlock> blocks() {
        return blocks;
    }

    /** Adds the convolutions of an encoder and returns the maps from the image on, one more than there are layers. */
    List<Maps> convolve(ConvSpec spec, Maps image) {
        List<Maps> maps = new ArrayList<>(List.of(image));
        for (int layer = 0; layer < spec.filters().size(); layer++) {
            Maps input = maps.get(layer);
            int kernel = spec.kernel(layer);
            Maps output = new Maps(
                    spec.filters().get(layer),
                    outputs(input.height(), kernel, spec.stride(layer)),
                    outputs(input.width(), kernel, spec.stride(layer)));
            Check.require(
                    output.height() >= 1 && output.width() >= 1,
                    "model.conv.kernels",
                    "must fit what is left of an image, " + input.height() + "x" + input.width() + " at layer "
                            + (layer + 1),
                    spec.kernels());
            convolution(next(), input, output, kernel, spec.stride(layer), false, true);
            maps.add(output);
        }
        return maps;
    }

    /** Adds the transposed convolutions of a decoder, the mirror of {@link #convolve}; the last is not activated. */
    void transpose(ConvSpec spec, List<Maps> maps, String lastName) {
        for (int layer = spec.filters().size() - 1; layer >= 0; layer--) {
            boolean last = layer == 0;
            convolution(
                    last ? lastName : next(),
                    maps.get(layer + 1),
                    maps.get(layer),
                    spec.kernel(layer),
                    spec.stride(layer),
                    true,
                    !last);
        }
    }

    /** Adds hidden layers and returns the number of outputs. */
    int hidden(int inputs, List<Integer> units) {
        int width = inputs;
        for (int outputs : units) {
            dense(next(), width, outputs, true);
            width = outputs;
        }
        return width;
    }

    /** Adds the linear layer between hidden layers and maps. */
    void unfold(int inputs, Maps maps) {
        dense(next(), inputs, maps.size(), false);
    }

    /** Adds a layer without activation under a name of its own. */
    void last(String name, int inputs, int outputs) {
        dense(name, inputs, outputs, false);
    }

    /** Adds the layers between a lower code and the code, both ways; a label is not given to them. */
    UpperLayers upper(LowerCode lower, int latent) {
        begin("upper.encoder", 0);
        last("upper.posterior", hidden(lower.latent(), lower.hidden()), Math.multiplyExact(2, latent));
        List<Layer> encoder = end();
        begin("upper.decoder", 0);
        List<Integer> mirrored = new ArrayList<>(lower.hidden());
        Collections.reverse(mirrored);
        last("upper.prior", hidden(latent, mirrored), Math.multiplyExact(2, lower.latent()));
        return new UpperLayers(lower.latent(), encoder, end());
    }

    private String next() {
        return stackName + "." + stack.size();
    }

    private static int outputs(int inputs, int kernel, int stride) {
        return Math.floorDiv(inputs + 2 * Layer.Convolution.padding(kernel) - kernel, stride) + 1;
    }

    private void dense(String name, int inputs, int outputs, boolean activated) {
        int labels = stack.stream().anyMatch(layer -> layer instanceof Layer.Dense) ? 0 : classes;
        int fanIn = Math.addExact(inputs, labels);
        ParameterBlock weight = block(name + ".weight", fanIn, outputs, inputs);
        Optional<ParameterBlock> label =
                labels == 0 ? Optional.empty() : Optional.of(block(name + ".label", fanIn, labels, outputs));
        ParameterBlock bias = block(name + ".bias", fanIn, 1, outputs);
        stack.add(new Layer.Dense(name, inputs, outputs, activated, weight, label, bias));
    }

    private void convolution(
            String name, Maps input, Maps output, int kernel, int stride, boolean transposed, boolean activated) {
        int first = transposed ? input.channels() : output.channels();
        int second = transposed ? output.channels() : input.channels();
        // For a transposed convolution PyTorch counts the second axis as well, although it holds the outputs there.
        int fanIn = Math.multiplyExact(second, kernel * kernel);
        ParameterBlock weight = block(name + ".weight", fanIn, first, second, kernel, kernel);
        ParameterBlock bias = block(name + ".bias", fanIn, 1, output.channels());
        stack.add(new Layer.Convolution(name, input, output, kernel, stride, transposed, activated, weight, bias));
    }

    private ParameterBlock block(String name, int fanIn, int... shape) {
        ParameterBlock block =
                new ParameterBlock(name, IntStream.of(shape).boxed().toList(), fanIn, offset);
        offset = Math.addExact(offset, block.size());
        blocks.add(block);
        return block;
    }
}
