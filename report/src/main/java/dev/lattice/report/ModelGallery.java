package dev.lattice.report;

import dev.lattice.core.engine.Inference;
import dev.lattice.core.evaluate.Measured;
import dev.lattice.report.figure.Filmstrip;
import java.util.List;
import java.util.Optional;

/** The models of a study that were kept, for figures that need one. */
public interface ModelGallery {

    /** Returns whether the trained model of a cell was kept. */
    boolean has(int trialNumber);

    /** Returns the trained model of a cell, or empty if it was not kept. The caller closes it; several threads may ask. */
    Optional<Inference> open(int trialNumber);

    /**
     * Returns the validation images of a cell as its model sees them, or empty if there are none. Figures use at most the
     * first {@value #IMAGES} of them, so an implementation may leave the others out.
     */
    Optional<Inference.Input> validation(int trialNumber);

    /** Returns the pictures that were kept while a cell was trained, or empty if none were. */
    default Optional<Filmstrip.Reel> film(int trialNumber) {
        return Optional.empty();
    }

    /** Returns what was measured of a cell's model after its training, on held-out images; empty if nothing was. */
    default List<Measured> measured(int trialNumber) {
        return List.of();
    }

    /** How many images a figure uses at most. */
    int IMAGES = 2_000;

    /** Returns a gallery without models: the report then holds tables and charts only. */
    static ModelGallery none() {
        return new ModelGallery() {
            @Override
            public boolean has(int trialNumber) {
                return false;
            }

            @Override
            public Optional<Inference> open(int trialNumber) {
                return Optional.empty();
            }

            @Override
            public Optional<Inference.Input> validation(int trialNumber) {
                return Optional.empty();
            }
        };
    }
}
