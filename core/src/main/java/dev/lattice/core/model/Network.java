package dev.lattice.core.model;

import dev.lattice.core.config.ModelSpec;
import dev.lattice.core.random.CounterRandom;
import dev.lattice.core.random.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The shape of a network and the layout of its parameters, shared by all variants and engines.
 *
 * <pre>
 * x [batch, pixels] (, y one-hot [batch, classes]) → encoder → posterior: mean, logVar [batch, latent]
 * z [batch, latent] (, y one-hot)                  → decoder → logits [batch, pixels]
 * </pre>
 *
 * <p>The posterior is one layer of 2·latent outputs, means first, or of latent outputs for a variant that does not sample.
 * Parameters lie in one flat array, layer by layer: weight, label weight, bias.
 *
 * @param spec what it was made from
 * @param variant the configured variant
 * @param pixels inputs without the label
 * @param classes length of the one-hot label; 0 for a variant that is not given one
 * @param encoder from the input to the posterior, the posterior layer last
 * @param decoder from z to the logits
 * @param blocks all parameters in the order of the flat array
 */
public record Network(
        ModelSpec spec,
        Variant variant,
        int pixels,
        int classes,
        List<Layer> encoder,
        List<Layer> decoder,
        List<ParameterBlock> blocks) {

    /** Copies the lists. */
    public Network {
        encoder = List.copyOf(encoder);
        decoder = List.copyOf(decoder);
        blocks = List.copyOf(blocks);
    }

    /**
     * Returns the dense network of a model specification.
     *
     * @param pixels number of pixels of an image
     * @param classes number of classes of the data set, used only where the variant is given the label
     * @throws dev.lattice.core.config.ConfigException if the variant or one of its options does not exist
     */
    public static Network of(ModelSpec spec, int pixels, int classes) {
        Variant variant = Variants.configured(spec);
        int labels = variant.givenLabel() ? classes : 0;
        Builder builder = new Builder();
        List<Integer> mirrored = new ArrayList<>(spec.hidden());
        java.util.Collections.reverse(mirrored);
        int heads = variant.samples() ? 2 * spec.latent() : spec.latent();
        List<Layer> encoder = builder.stack("encoder", pixels, labels, spec.hidden(), "posterior", heads);
        List<Layer> decoder = builder.stack("decoder", spec.latent(), labels, mirrored, "output", pixels);
        return new Network(spec, variant, pixels, labels, encoder, decoder, builder.blocks);
    }

    /** Returns the number of parameters. */
    public int parameterCount() {
        ParameterBlock last = blocks.get(blocks.size() - 1);
        return last.offset() + last.size();
    }

    /** Returns the number of latent dimensions. */
    public int latent() {
        return spec.latent();
    }

    /** Returns initial parameters: uniform within ±1/√fanIn for weights and biases, as PyTorch's linear layers. */
    public float[] initialParameters(Seeds seeds) {
        float[] values = new float[parameterCount()];
        for (int b = 0; b < blocks.size(); b++) {
            ParameterBlock block = blocks.get(b);
            long key = seeds.derive("init", b);
            float bound = (float) (1 / Math.sqrt(block.fanIn()));
            for (int i = 0; i < block.size(); i++) {
                values[block.offset() + i] = (2f * CounterRandom.uniform(key, i) - 1f) * bound;
            }
        }
        return values;
    }

    /** Lays layers out one after the other. */
    private static final class Builder {
        private final List<ParameterBlock> blocks = new ArrayList<>();
        private int offset;

        private List<Layer> stack(
                String name, int inputs, int classes, List<Integer> hidden, String lastName, int outputs) {
            List<Layer> layers = new ArrayList<>();
            int width = inputs;
            for (int i = 0; i < hidden.size(); i++) {
                layers.add(dense(name + "." + i, width, i == 0 ? classes : 0, hidden.get(i), true));
                width = hidden.get(i);
            }
            layers.add(dense(lastName, width, 0, outputs, false));
            return layers;
        }

        private Layer dense(String name, int inputs, int classes, int outputs, boolean activated) {
            int fanIn = inputs + classes;
            ParameterBlock weight = block(name + ".weight", outputs, inputs, fanIn);
            Optional<ParameterBlock> label =
                    classes == 0 ? Optional.empty() : Optional.of(block(name + ".label", classes, outputs, fanIn));
            ParameterBlock bias = block(name + ".bias", 1, outputs, fanIn);
            return new Layer.Dense(name, inputs, outputs, activated, weight, label, bias);
        }

        private ParameterBlock block(String name, int rows, int columns, int fanIn) {
            ParameterBlock block = new ParameterBlock(name, rows, columns, fanIn, offset);
            offset = Math.addExact(offset, Math.multiplyExact(rows, columns));
            blocks.add(block);
            return block;
        }
    }
}
