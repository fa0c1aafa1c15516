package dev.lattice.search;

import dev.lattice.core.config.SpecBinder;
import dev.lattice.core.trial.Provenance;
import dev.lattice.core.trial.StudyInfo;
import dev.lattice.core.trial.TestOpening;
import dev.lattice.core.trial.TrialState;
import dev.lattice.search.store.AtomicFile;
import dev.lattice.search.store.MVStoreStudyStore;
import dev.lattice.search.store.StoreException;
import dev.lattice.search.store.StudyStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A search on disk, held by one process at a time.
 *
 * <pre>
 * results/&lt;study&gt;/experiment.json   what is searched, for people
 *                  study.mv          cells
 *                  events.log        how they came about; what readers read
 *                  study.lock        who holds it
 *                  checkpoints/      trainings under way
 *                  models/&lt;number&gt;/  the best models
 *                  losses/&lt;number&gt;.f32  validation losses image by image
 *                  evaluations/      what compare measured of models
 * </pre>
 */
public final class Study implements AutoCloseable {

    private static final String MODELS = "models";

    private final Path folder;
    private final StudyStore store;
    private final Provenance opener;

    private Study(Path folder, StudyStore store, Provenance opener) {
        this.folder = folder;
        this.store = store;
        this.opener = opener;
    }

    /**
     * Opens the study in a folder, or begins one there, and holds it until closed.
     *
     * @param info what will be searched; replaces what an existing study recorded, but for its cells, where these come from, and a
     *     command where it has none
     * @throws StoreException with {@code HELD} if another process sweeps it, {@code IO} if the folder cannot be written
     */
    public static Study open(Path folder, StudyInfo info) {
        StudyStore store = MVStoreStudyStore.open(folder);
        try {
            StudyInfo now = store.info().map(known -> goingOn(known, info)).orElse(info);
            Study study = new Study(folder, store, info.provenance());
            study.describe(now);
            return study;
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /** Who has seen the test images cannot be forgotten by searching on, nor who has trained what is there. */
    private static StudyInfo goingOn(StudyInfo known, StudyInfo info) {
        return info.withTests(known.tests())
                .withProvenance(known.provenance())
                .withCommand(info.command().isEmpty() ? known.command() : info.command());
    }

    /** Takes note that whoever opened the study trains cells of it. */
    void trains() {
        StudyInfo known = store.info().orElseThrow();
        boolean begun = store.trials().stream()
                .anyMatch(t -> t.state() == TrialState.COMPLETE || t.state() == TrialState.FAILED);
        StudyInfo now = known.withProvenance(begun ? known.provenance().then(opener) : opener);
        // A genetic search comes here with every generation.
        if (!now.equals(known)) {
            describe(now);
        }
    }

    private void describe(StudyInfo now) {
        if (!store.info().equals(Optional.of(now))) {
            store.describe(now);
        }
        writeWhole(folder.resolve("experiment.json"), SpecBinder.prettyJson(now) + "\n");
    }

    /**
     * Removes a study and everything in its folder.
     *
     * @throws StoreException with {@code HELD} if it is being swept, {@code IO} if something could not be removed
     */
    public static void remove(Path folder) {
        MVStoreStudyStore.whileUnheld(folder, () -> {
            try (Stream<Path> tree = Files.walk(folder)) {
                for (Path path : (Iterable<Path>) tree.sorted(Comparator.reverseOrder())::iterator) {
                    Files.delete(path);
                }
            } catch (IOException e) {
                throw new StoreException(StoreException.Code.IO, "cannot remove " + folder + ": " + e.getMessage(), e);
            }
        });
    }

    /**
     * Records that the test images were opened for cells of a study.
     *
     * @throws StoreException with {@code HELD} if the study is being swept, {@code MISSING} if there is none
     */
    public static void recordTests(Path folder, List<TestOpening> openings) {
        try (StudyStore store = MVStoreStudyStore.open(folder)) {
            StudyInfo known = store.view().info();
            List<TestOpening> all = new ArrayList<>(known.tests());
            all.addAll(openings);
            StudyInfo info = known.withTests(all);
            store.describe(info);
            writeWhole(folder.resolve("experiment.json"), SpecBinder.prettyJson(info) + "\n");
        }
    }

    /** Returns the folder of a cell's model; it exists only for the best. */
    public static Path model(Path folder, int number) {
        return folder.resolve(MODELS).resolve(Integer.toString(number));
    }

    /** Returns the folder. */
    public Path folder() {
        return folder;
    }

    /** Returns the folder of models. */
    Path models() {
        return folder.resolve(MODELS);
    }

    /** Returns the folder of losses. */
    Path losses() {
        return losses(folder);
    }

    /** Returns the folder of a study's losses, image by image; it need not exist. */
    public static Path losses(Path folder) {
        return folder.resolve("losses");
    }

    /** Returns the folder of checkpoints. */
    Path checkpoints() {
        return folder.resolve("checkpoints");
    }

    /** Returns the cells. */
    public StudyStore store() {
        return store;
    }

    @Override
    public void close() {
        store.close();
    }

    private static void writeWhole(Path file, String text) {
        try {
            AtomicFile.write(file, out -> {
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
            });
        } catch (IOException e) {
            throw new StoreException(StoreException.Code.IO, "cannot write " + file + ": " + e.getMessage(), e);
        }
    }
}
