package dev.lattice.core.model;

import java.util.Map;

/** The variational autoencoder: −ELBO = −E_q[log p(x|z)] + KL(q(z|x) ‖ p(z)), one z per image and step. */
public final class Vae implements Variant {

    @Override
    public String name() {
        return "vae";
    }

    @Override
    public String title() {
        return "VAE";
    }

    @Override
    public String citation() {
        return "Kingma and Welling, Auto-encoding variational Bayes, 2013, arXiv:1312.6114";
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
        return false;
    }

    @Override
    public double klWeight(double epochsDone) {
        return 1;
    }
}
