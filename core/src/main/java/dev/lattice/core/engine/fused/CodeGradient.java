package dev.lattice.core.engine.fused;

import dev.lattice.core.model.Network;
import dev.lattice.core.objective.CodeTerm;
import dev.lattice.core.objective.MeanDiscrepancy;
import dev.lattice.core.objective.TotalCorrelation;
import java.nio.FloatBuffer;

/**
 * What a term of all codes of a batch adds to a backward pass: a gradient with respect to the codes, and one with respect to the heads where
 * the term has them in it besides. Without such a term it adds nothing.
 */
final class CodeGradient {

    private final CodeTerm term;
    private final Kernels kernels;
    private final int rows;
    private final int latent;
    private final double constant;
    private final Floats headsGradient;
    private final Floats prior;
    private final Floats drawn;
    private final Floats noHeads;
    private final Floats noBias;
    private final Floats rowKl;
    private double value;

    /**
     * Takes memory for passes of {@code rows} images.
     *
     * @param images of the training data
     */
    CodeGradient(Network network, Kernels kernels, Workspace workspace, int rows, int images) {
        this.term = network.variant().codeTerm().orElse(null);
        this.kernels = kernels;
        this.rows = rows;
        this.latent = network.latent();
        this.constant = term == null ? 0 : term.constant(rows, latent, images);
        int codes = term == null ? 0 : Math.multiplyExact(rows, latent);
        int draws = term != null && term.drawsPrior() ? 1 : 0;
        this.headsGradient = workspace.floats(draws == 0 ? 2L * codes : 0);
        this.prior = workspace.floats(draws * codes);
        this.drawn = workspace.floats(draws * codes);
        this.noHeads = workspace.floats(2L * draws * codes);
        this.noBias = workspace.floats(2L * draws * latent);
        this.rowKl = workspace.floats(draws * rows);
    }

    /** Draws what codes are held against; the first image's draw is elements {@code first} … of the stream. */
    void drawPrior(long priorKey, int first) {
        if (prior.length() > 0) {
            // A draw of a posterior that is the prior is its noise.
            kernels.reparameterize(rows, latent, priorKey, first, noHeads, noBias, drawn, prior, rowKl);
        }
    }

    /**
     * Computes the term and adds its gradient to that of the codes.
     *
     * @param z codes, [rows, latent]
     * @param heads of q(z|x), with bias, [rows, 2·latent]; of any length for a variant that does not sample
     * @param latentGradient [rows, latent]
     */
    void addToCodes(Floats z, Floats heads, Floats latentGradient) {
        if (term instanceof MeanDiscrepancy discrepancy) {
            value = kernels.meanDiscrepancy(discrepancy, rows, latent, (float) term.weight(), z, prior, latentGradient);
        } else if (term instanceof TotalCorrelation) {
            value = kernels.totalCorrelation(
                    rows, latent, (float) term.weight(), z, heads, latentGradient, headsGradient);
        }
    }

    /**
     * Adds the gradient with respect to the heads at fixed codes.
     *
     * @param heads their gradient, [rows, 2·latent]
     * @param biasGradient [2·latent]
     */
    void addToHeads(Floats heads, Floats biasGradient) {
        if (!(term instanceof TotalCorrelation)) {
            return;
        }
        FloatBuffer g = heads.plain();
        FloatBuffer sums = biasGradient.plain();
        FloatBuffer added = headsGradient.plain();
        for (int r = 0, i = 0; r < rows; r++) {
            for (int j = 0; j < 2 * latent; j++, i++) {
                float more = added.get(headsGradient.offset() + i);
                int at = heads.offset() + i;
                int sum = biasGradient.offset() + j;
                g.put(at, g.get(at) + more);
                sums.put(sum, sums.get(sum) + more);
            }
        }
    }

    /** Returns what the term adds to the mean objective over images, nats. */
    double nats() {
        return term == null ? 0 : term.weight() * (value + constant);
    }
}
