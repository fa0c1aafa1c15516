package dev.lattice.experiments.run;

import dev.lattice.core.config.ConfigException;
import dev.lattice.core.config.SpecBinder;
import dev.lattice.core.modelfile.ModelFolder;
import dev.lattice.core.modelfile.SavedModel;
import dev.lattice.search.Study;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a model is, and where pictures of it go.
 *
 * @param model folder of the model
 * @param figures folder for pictures, which need not exist
 * @param prefix of the names of pictures, so that cells of one study do not overwrite each other's
 */
public record ModelLocation(Path model, Path figures, String prefix) {

    /**
     * Finds a model.
     *
     * @param text a model folder, a trained experiment's name or folder, or {@code STUDY:NUMBER}
     * @throws ConfigException if there is none; it names the nearest
     */
    public static ModelLocation of(String text, Results results) {
        int colon = text.lastIndexOf(':');
        if (colon > 0 && text.substring(colon + 1).matches("\\d{1,9}")) {
            return cell(results.study(text.substring(0, colon)), Integer.parseInt(text.substring(colon + 1)));
        }
        for (Path place : List.of(results.of(text), Path.of(text))) {
            if (ModelFolder.isModel(place)) {
                Path parent = place.toAbsolutePath().getParent();
                return new ModelLocation(place, parent.resolve("figures"), "");
            }
            if (Results.isTraining(place)) {
                return new ModelLocation(Results.model(place), place.resolve("figures"), "");
            }
            if (Results.isStudy(place)) {
                throw new ConfigException(
                        "'" + text + "' is a study: say which cell, as in " + text + ":NUMBER" + kept(place));
            }
        }
        List<String> known = results.names(p -> Results.isTraining(p) || Results.isStudy(p));
        if (known.isEmpty()) {
            throw new ConfigException("unknown model '" + text + "': there is none in " + results.folder()
                    + " yet; 'lattice train' makes one");
        }
        throw SpecBinder.unknown("model", text, known);
    }

    /** Returns the model. */
    public SavedModel read() {
        return ModelFolder.read(model);
    }

    /** Returns the file of a picture. */
    public Path figure(String name) {
        return figures.resolve(prefix + name);
    }

    private static ModelLocation cell(Path study, int number) {
        Path model = Study.model(study, number);
        if (!ModelFolder.isModel(model)) {
            throw new ConfigException("trial " + number + " of " + study + " has no model on disk" + kept(study)
                    + "; sweep with a larger --keep-models to keep more");
        }
        return new ModelLocation(model, study.resolve("figures"), number + "-");
    }

    private static String kept(Path study) {
        Path models = Study.model(study, 0).getParent();
        if (!Files.isDirectory(models)) {
            return " (no models were kept)";
        }
        try (Stream<Path> inside = Files.list(models)) {
            return inside.filter(ModelFolder::isModel)
                    .map(p -> p.getFileName().toString())
                    .sorted(java.util.Comparator.comparing(String::length).thenComparing(s -> s))
                    .collect(Collectors.joining(", ", " (kept: ", ")"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + models + ": " + e.getMessage(), e);
        }
    }
}
