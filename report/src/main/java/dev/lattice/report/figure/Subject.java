package dev.lattice.report.figure;

import dev.lattice.report.rank.RankedTrial;

/**
 * The model of a figure, as captions and labels name it.
 *
 * @param title in a sentence, such as {@code VAE of cell 12: latent 20}
 * @param label beside its row, such as {@code VAE, cell 12}, or a compared experiment's name
 * @param value what it reached, such as {@code −ELBO 101.20}; empty for none
 * @param seed of what the figure draws
 */
public record Subject(String title, String label, String value, long seed) {

    /** Returns a cell of a study. */
    public static Subject of(RankedTrial cell) {
        String variant = Captions.variant(cell.trial());
        boolean compared = cell.trial().varied().containsKey("experiment");
        return new Subject(
                variant + " of " + Captions.cell(cell.trial()),
                compared
                        ? cell.trial().experiment().name()
                        : variant + ", cell " + cell.trial().number(),
                Captions.value(cell),
                cell.trial().experiment().seed());
    }

    /** Returns title and value. */
    String valued() {
        return title + (value.isEmpty() ? "" : " (" + value + ")");
    }
}
