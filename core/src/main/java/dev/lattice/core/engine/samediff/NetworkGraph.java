package dev.lattice.core.engine.samediff;

import dev.lattice.core.config.Activation;
import dev.lattice.core.config.Likelihood;
import dev.lattice.core.config.ModelSpec;
import dev.lattice.core.model.Layer;
import dev.lattice.core.model.Network;
import dev.lattice.core.model.ParameterBlock;
import dev.lattice.core.objective.BernoulliLoss;
import dev.lattice.core.objective.CodeTerm;
import dev.lattice.core.objective.GaussianKl;
import dev.lattice.core.objective.GaussianLoss;
import dev.lattice.core.objective.ImportanceBound;
import dev.lattice.core.objective.LossGraph;
import dev.lattice.core.objective.WeightedElbo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A network with its losses as one SameDiff graph. Placeholders and outputs carry the names of the constants here. */
final class NetworkGraph {

    static {
        Nd4jBackend.choose();
    }

    /** Input [batch, pixels]. */
    static final String PIXELS = "pixels";

    /** Input [batch, classes]; only for a variant that is given the label. */
    static final String LABELS = "labels";

    /** Input [batch, noise of the network]; only for a variant that samples. */
    static final String NOISE = "noise";

    /** Input, scalar; only for a variant that samples. */
    static final String KL_WEIGHT = "klWeight";

    /** Input [batch, latent], draws of N(0, I); only for a variant whose {@link CodeTerm} has them. */
    static final String PRIOR = "prior";

    /** Input [n, n]; only for a variant with a {@link CodeTerm}. */
    static final String PAIR_WEIGHTS = "pairWeights";

    /** Input, scalar; only for a variant with a {@link CodeTerm}. */
    static final String TERM_CONSTANT = "termConstant";

    /** Input [batch, latent] of the decoder on its own. */
    static final String CODE = "code";

    /** Input [batch, lower] of the decoder on its own; only for two stochastic layers. */
    static final String CODE_NOISE = "codeNoise";

    /** Output [batch, latent]. */
    static final String MEAN = "mean";

    /** Output [batch, latent]; only for a variant that samples. */
    static final String LOG_VAR = "logVar";

    /** Output [batch, pixels]. */
    static final String LOGITS = "logits";

    /** Output [batch], nats. */
    static final String RECONSTRUCTION = "reconstruction";

    /** Output [batch], nats. */
    static final String KL = "kl";

    /** Output [batch], nats: log p(z) − log q(z|x) of the draw, over both codes if there are two; only for a variant that samples. */
    static final String LATENT_RATIO = "latentRatio";

    /** Output, scalar, nats per image: what is minimized. */
    static final String OBJECTIVE = "objective";

    /** Output [batch, pixels] of the decoder on its own, in [0, 1]. */
    static final String DECODED = "decoded";

    /** Output [batch, pixels] of the decoder on its own: the logits of {@link #DECODED}. */
    static final String DECODED_LOGITS = "decodedLogits";

    private final Network network;
    private final DataType type;
    private final SameDiff graph = SameDiff.create();
    private final ConvolutionGraph convolutions = new ConvolutionGraph(graph);
    private final Map<ParameterBlock, SDVariable> variables = new LinkedHashMap<>();

    NetworkGraph(Network network, DataType type, float[] parameters) {
        this.network = network;
        this.type = type;
        for (ParameterBlock block : network.blocks()) {
            variables.put(block, graph.var(block.name(), array(block, parameters)));
        }
        build();
    }

    SameDiff graph() {
        return graph;
    }

    Network network() {
        return network;
    }

    DataType type() {
        return type;
    }

    /** Returns the parameter arrays in the order of the network's blocks; changing them changes the graph. */
    List<INDArray> parameterArrays() {
        List<INDArray> arrays = new ArrayList<>();
        variables.values().forEach(v -> arrays.add(v.getArr()));
        return arrays;
    }

    /** Returns the names of the parameters in the order of the network's blocks. */
    List<String> parameterNames() {
        return network.blocks().stream().map(ParameterBlock::name).toList();
    }

    private INDArray array(ParameterBlock block, float[] parameters) {
        INDArray values = Nd4j.create(DataType.FLOAT, shape(block), 'c');
        for (int i = 0; i < block.size(); i++) {
            values.data().put(i, parameters[block.offset() + i]);
        }
        return values.castTo(type);
    }

    static long[] shape(ParameterBlock block) {
        return block.shape().stream().mapToLong(n -> n).toArray();
    }

    private void build() {
        SDVariable pixels = graph.placeHolder(PIXELS, type, -1, network.pixels());
        SDVariable labels = network.classes() == 0 ? null : graph.placeHolder(LABELS, type, -1, network.classes());
        SDVariable posterior = stack(network.encoder(), pixels, labels);
        int latent = network.latent();
        Optional<TwoLayerGraph> layers = network.upper()
                .map(upper -> new TwoLayerGraph(upper, latent, (stack, input) -> stack(stack, input, null)));
        SDVariable z;
        SDVariable mean = null;
        SDVariable logVar = null;
        SDVariable kl = null;
        SDVariable latentRatio = null;
        SDVariable klWeight = null;
        if (network.variant().samples()) {
            SDVariable noise = graph.placeHolder(NOISE, type, -1, network.noise());
            klWeight = graph.placeHolder(KL_WEIGHT, type);
            if (layers.isPresent()) {
                TwoLayerGraph.Drawn drawn = layers.get().draw(posterior, noise);
                z = drawn.z1();
                kl = drawn.kl();
                latentRatio = drawn.latentRatio();
            } else {
                mean = columns(MEAN, posterior, 0, latent);
                logVar = columns(LOG_VAR, posterior, latent, 2 * latent);
                z = drawn(mean, logVar, noise);
                kl = GaussianKl.graph(mean, logVar);
                latentRatio = ImportanceBound.latentGraph(z, logVar, noise);
            }
            kl.rename(KL);
            latentRatio.rename(LATENT_RATIO);
        } else {
            z = posterior.rename(MEAN);
        }
        SDVariable logits = stack(network.decoder(), z, labels).rename(LOGITS);
        SDVariable reconstruction = reconstruction(logits, pixels).rename(RECONSTRUCTION);
        SDVariable objective = network.variant()
                .objective()
                .orElse(WeightedElbo::graph)
                .apply(new LossGraph(reconstruction, kl, latentRatio, klWeight))
                .mean();
        if (network.variant().codeTerm().isPresent()) {
            objective = objective.add(codeTerm(network.variant().codeTerm().get(), z, mean, logVar));
        }
        graph.setLossVariables(objective.rename(OBJECTIVE).name());

        SDVariable code = graph.placeHolder(CODE, type, -1, latent);
        SDVariable decodable = network.upper()
                .map(upper -> layers.get().below(code, graph.placeHolder(CODE_NOISE, type, -1, upper.lower())))
                .orElse(code);
        SDVariable decoded = stack(network.decoder(), decodable, labels).rename(DECODED_LOGITS);
        graph.nn().sigmoid(DECODED, decoded);
    }

    private SDVariable codeTerm(CodeTerm term, SDVariable z, SDVariable mean, SDVariable logVar) {
        int latent = network.latent();
        SDVariable prior = term.drawsPrior() ? graph.placeHolder(PRIOR, type, -1, latent) : null;
        SDVariable weights = graph.placeHolder(PAIR_WEIGHTS, type, -1, -1);
        SDVariable constant = graph.placeHolder(TERM_CONSTANT, type);
        return term.graph(new CodeTerm.CodeGraph(latent, z, mean, logVar, prior, weights, constant))
                .mul(term.weight());
    }

    private SDVariable reconstruction(SDVariable logits, SDVariable pixels) {
        ModelSpec spec = network.spec();
        return spec.likelihood() == Likelihood.BERNOULLI
                ? BernoulliLoss.graph(logits, pixels)
                : GaussianLoss.graph(logits, pixels, network.pixels(), spec.sigma());
    }

    private SDVariable stack(List<Layer> layers, SDVariable input, SDVariable labels) {
        SDVariable h = input;
        for (Layer layer : layers) {
            h = layer instanceof Layer.Convolution convolution
                    ? convolutions.apply(convolution, h, variables.get(layer.weight()), variables.get(layer.bias()))
                    : dense((Layer.Dense) layer, h, labels);
            h = layer.activated() ? activate(h, network.spec().activation()) : h;
        }
        return h;
    }

    private SDVariable dense(Layer.Dense dense, SDVariable x, SDVariable labels) {
        SDVariable sum = graph.mmul(x, variables.get(dense.weight()), false, true, false);
        if (dense.label().isPresent()) {
            sum = sum.add(labels.mmul(variables.get(dense.label().get())));
        }
        return sum.add(variables.get(dense.bias()));
    }

    private SDVariable activate(SDVariable x, Activation activation) {
        return switch (activation) {
            case RELU -> graph.nn().relu(x, 0);
            case LEAKY_RELU -> graph.nn().leakyRelu(x, Activation.LEAK);
            case TANH -> graph.math().tanh(x);
        };
    }

    /** Returns mean + exp(logVar / 2) · noise. */
    static SDVariable drawn(SDVariable mean, SDVariable logVar, SDVariable noise) {
        return mean.getSameDiff().math().exp(logVar.mul(0.5)).mul(noise).add(mean);
    }

    static SDVariable columns(String name, SDVariable x, int from, int to) {
        // A strided slice of a single row has no gradient.
        int allRows = -1;
        return x.getSameDiff().slice(name, x, new int[] {0, from}, allRows, to - from);
    }
}
