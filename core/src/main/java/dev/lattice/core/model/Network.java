package dev.lattice.core.model;

import dev.lattice.core.config.ConfigException;
import dev.lattice.core.config.ModelSpec;
import dev.lattice.core.random.CounterRandom;
import dev.lattice.core.random.Seeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The shape of a network and the layout of its parameters, shared by all variants and engines.
 *
 * <pre>
 * x [batch, pixels] (, y one-hot [batch, classes]) → encoder → posterior: mean, logVar [batch, latent]
 * z [batch, latent] (, y one-hot)                  → decoder → logits [batch, pixels]
 * </pre>
 *
 * <p>Encoder: convolutions if there are any, dense hidden layers, and the posterior, one linear layer of 2·latent outputs, means
 * first, or of latent outputs for a variant that does not sample. Decoder: the mirror, where a linear layer leads from codes or
 * hidden layers to the smallest maps and transposed convolutions from there to the image. The first dense layer of each is given
 * the label, if the variant is. Parameters lie in one flat array, layer by layer: weight, label weight, bias.
 *
 * <p>A variant with two stochastic layers has a lower code z1 in the place of z above, and beyond it
 *
 * <pre>
 * z1 [batch, lower]  → upper encoder → q(z2|z1): mean, logVar [batch, latent]
 * z2 [batch, latent] → upper decoder → p(z1|z2): mean, logVar [batch, lower]
 * </pre>
 *
 * @param spec what it was made from
 * @param variant the configured variant
 * @param pixels inputs without the label
 * @param classes length of the one-hot label; 0 for a variant that is not given one
 * @param encoder from the input to the posterior of z or z1, the posterior layer last
 * @param upper between z1 and z2; empty for one stochastic layer
 * @param decoder from z or z1 to the logits
 * @param blocks all parameters in the order of the flat array
 */
public record Network(
        ModelSpec spec,
        Variant variant,
        int pixels,
        int classes,
        List<Layer> encoder,
        Optional<UpperLayers> upper,
        List<Layer> decoder,
        List<ParameterBlock> blocks) {

    /** Copies the lists. */
    public Network {
        encoder = List.copyOf(encoder);
        decoder = List.copyOf(decoder);
        blocks = List.copyOf(blocks);
    }

    /**
     * Returns the network of a model specification.
     *
     * @param height rows of an image
     * @param width columns of an image
     * @param classes number of classes of the data set, used only where the variant is given the label
     * @throws ConfigException if the variant or one of its options does not exist, a kernel does not fit the image, or the
     *     parameters are too many
     */
    public static Network of(ModelSpec spec, int height, int width, int classes) {
        Variant variant = Variants.configured(spec);
        int labels = variant.givenLabel() ? classes : 0;
        NetworkBuilder builder = new NetworkBuilder();
        Maps image = new Maps(1, height, width);
        try {
            builder.begin("encoder", labels);
            List<Maps> maps =
                    spec.conv().map(conv -> builder.convolve(conv, image)).orElse(List.of(image));
            Maps folded = maps.get(maps.size() - 1);
            int coded = variant.lowerCode().map(LowerCode::latent).orElse(spec.latent());
            int heads = variant.samples() ? Math.multiplyExact(2, coded) : coded;
            builder.last("posterior", builder.hidden(folded.size(), spec.hidden()), heads);
            List<Layer> encoder = builder.end();
            Optional<UpperLayers> upper = variant.lowerCode().map(lower -> builder.upper(lower, spec.latent()));
            builder.begin("decoder", labels);
            List<Integer> mirrored = new ArrayList<>(spec.hidden());
            Collections.reverse(mirrored);
            int last = builder.hidden(coded, mirrored);
            if (spec.conv().isPresent()) {
                builder.unfold(last, folded);
                builder.transpose(spec.conv().get(), maps, "output");
            } else {
                builder.last("output", last, image.size());
            }
            return new Network(spec, variant, image.size(), labels, encoder, upper, builder.end(), builder.blocks());
        } catch (ArithmeticException e) {
            throw new ConfigException(
                    "'model.hidden', 'model.latent' and 'model.conv' must give fewer than 2147483648 parameters, but were "
                            + spec.hidden() + ", " + spec.latent()
                            + spec.conv().map(conv -> ", " + conv.filters()).orElse(" and none")
                            + variant.lowerCode()
                                    .map(lower -> ", beside " + lower)
                                    .orElse(""),
                    e);
        }
    }

    /** Returns the number of parameters. */
    public int parameterCount() {
        ParameterBlock last = blocks.get(blocks.size() - 1);
        return last.offset() + last.size();
    }

    /** Returns the multiplications of a pass over one image, forward: what a step's time grows with. */
    public double products() {
        Stream<Layer> between = upper.stream().flatMap(u -> Stream.concat(u.encoder().stream(), u.decoder().stream()));
        return Stream.concat(Stream.concat(encoder.stream(), between), decoder.stream())
                .mapToDouble(Layer::products)
                .sum();
    }

    /** Returns the number of dimensions of a code: of z, or of z2. */
    public int latent() {
        return spec.latent();
    }

    /** Returns how many normal numbers a draw of an image's codes takes: those of z1 if there is one, then those of its code. */
    public int noise() {
        return upper.map(UpperLayers::lower).orElse(0) + latent();
    }

    /**
     * Refuses two stochastic layers.
     *
     * @param what cannot have them, with its verb, such as {@code ONNX files hold}
     * @throws ConfigException if there are two
     */
    public void requireOneLayer(String what) {
        if (upper.isPresent()) {
            throw new ConfigException(what + " one stochastic layer, but variant '" + variant.name()
                    + "' has two; its weights can be had as safetensors");
        }
    }

    /** Returns initial parameters: uniform within ±1/√fanIn for weights and biases, as PyTorch's layers have it. */
    public float[] initialParameters(Seeds seeds) {
        float[] values = new float[parameterCount()];
        for (int b = 0; b < blocks.size(); b++) {
            ParameterBlock block = blocks.get(b);
            long key = seeds.derive("init", b);
            float bound = (float) (1 / Math.sqrt(block.fanIn()));
            int size = block.size();
            for (int i = 0; i < size; i++) {
                values[block.offset() + i] = (2f * CounterRandom.uniform(key, i) - 1f) * bound;
            }
        }
        return values;
    }
}
