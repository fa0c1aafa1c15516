package dev.lattice.core.model;

import java.util.Map;

/** The conditional VAE: encoder and decoder are given the label as a one-hot vector; the ELBO bounds log p(x|y). */
public final class ConditionalVae implements Variant {

    @Override
    public String name() {
        return "cvae";
    }

    @Override
    public String title() {
        return "CVAE";
    }

    @Override
    public String citation() {
        return "Sohn, Lee and Yan, Learning structured output representation using deep conditional generative models, "
                + "NeurIPS 2015";
    }

    @Override
    public Variant configured(Map<String, Object> options) {
        Variants.options(options, NoOptions.class);
        return this;
    }

    @Override
    public boolean samples() {
        return true;
    }

    @Override
    public boolean givenLabel() {
        return true;
    }

    @Override
    public double klWeight(double epochsDone) {
        return 1;
    }
}
