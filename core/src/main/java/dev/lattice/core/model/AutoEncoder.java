package dev.lattice.core.model;

import java.util.Map;

/**
 * A plain autoencoder: z is the encoder's output and only the reconstruction is minimized. It is no model of p(x), so it
 * has no ELBO.
 */
public final class AutoEncoder implements Variant {

    @Override
    public String name() {
        return "ae";
    }

    @Override
    public String title() {
        return "AE";
    }

    @Override
    public String citation() {
        return "Hinton and Salakhutdinov, Reducing the dimensionality of data with neural networks, Science 313, 2006";
    }

    @Override
    public Variant configured(Map<String, Object> options) {
        Variants.options(options, NoOptions.class);
        return this;
    }

    @Override
    public boolean samples() {
        return false;
    }

    @Override
    public boolean givenLabel() {
        return false;
    }

    @Override
    public double klWeight(double epochsDone) {
        return 0;
    }
}
