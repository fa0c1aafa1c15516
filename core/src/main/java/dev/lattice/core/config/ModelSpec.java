package dev.lattice.core.config;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The network and what it is trained for.
 *
 * @param variant name of a {@code Variant}: {@code ae}, {@code vae}, {@code beta-vae}, {@code cvae}, …
 * @param conv convolutions in front of the hidden layers; absent for a dense network
 * @param hidden units of the encoder's dense hidden layers, input side first; the decoder mirrors them. May be empty after
 *     convolutions
 * @param latent dimensions of z
 * @param activation after each hidden layer, convolutions included
 * @param likelihood p(x|z)
 * @param sigma standard deviation of the Gaussian likelihood, in units of a pixel's range [0, 1]
 * @param options keys of the variant itself, such as {@code beta}; the variant checks them
 */
public record ModelSpec(
        String variant,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<ConvSpec> conv,
        List<Integer> hidden,
        Integer latent,
        Activation activation,
        Likelihood likelihood,
        Double sigma,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> options) {

    /** Fills in defaults and checks every value but the variant's own options. */
    public ModelSpec {
        variant = variant == null ? "vae" : variant;
        conv = conv == null ? Optional.empty() : conv;
        hidden = hidden == null
                ? (conv.isPresent() ? List.of() : List.of(400))
                : Check.wholeNumbers("model.hidden", hidden);
        latent = latent == null ? 20 : latent;
        activation = activation == null ? Activation.RELU : activation;
        likelihood = likelihood == null ? Likelihood.BERNOULLI : likelihood;
        sigma = sigma == null ? 1.0 : sigma;
        options = options == null ? Map.of() : java.util.Collections.unmodifiableMap(new TreeMap<>(options));
        if (conv.isEmpty()) {
            Check.notEmpty("model.hidden", hidden);
        }
        for (int units : hidden) {
            Check.require(units >= 1, "model.hidden", "must hold numbers of at least 1", hidden);
        }
        Check.atLeast("model.latent", 1, latent);
        Check.positive("model.sigma", sigma);
    }

    /** Returns the model that an experiment has which says nothing about it. */
    static ModelSpec defaults() {
        return new ModelSpec(null, null, null, null, null, null, null, null);
    }
}
