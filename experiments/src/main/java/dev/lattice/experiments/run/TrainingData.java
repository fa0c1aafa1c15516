package dev.lattice.experiments.run;

import dev.lattice.core.config.DatasetSpec;
import dev.lattice.core.data.Dataset;
import dev.lattice.core.modelfile.SavedModel;
import dev.lattice.core.trial.Provenance;
import java.util.Optional;

/**
 * Whether a data set is still the one that a model was trained on. A user's own files may change, and with them which images are held
 * out: those that the model learned from would pass for new ones.
 */
final class TrainingData {

    /** Digits of a checksum that are shown, enough to tell two sets apart. */
    private static final int SHOWN = 12;

    private TrainingData() {}

    /** Returns what is wrong with the images, in one line; empty if the model was trained on them, or nothing says on which it was. */
    static Optional<String> changed(SavedModel saved, Dataset now) {
        Provenance provenance = saved.provenance();
        if (provenance == null
                || provenance.dataChecksum() == null
                || provenance.dataChecksum().equals(now.checksum())) {
            return Optional.empty();
        }
        DatasetSpec data = saved.model().spec().dataset();
        return Optional.of("the images of '" + data.name() + "'" + (data.path().isEmpty() ? "" : " in " + data.path())
                + " must be those that '" + saved.model().spec().name() + "' was trained on, with checksum "
                + shown(provenance.dataChecksum()) + ", but have changed to " + shown(now.checksum())
                + "; train it again, or put them back");
    }

    private static String shown(String checksum) {
        return checksum.substring(0, Math.min(SHOWN, checksum.length()));
    }
}
