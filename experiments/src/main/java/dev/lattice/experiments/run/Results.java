package dev.lattice.experiments.run;

import dev.lattice.core.config.Check;
import dev.lattice.core.config.ConfigException;
import dev.lattice.core.config.SpecBinder;
import dev.lattice.core.modelfile.ModelFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The folder of all results: one folder per study or trained experiment.
 *
 * <p>A study has {@code study.mv}, {@code models/} and {@code report/}; a training has {@code model/}, {@code experiment.yaml},
 * {@code curves.csv} and {@code figures/}.
 *
 * @param folder given by {@code --out}
 */
public record Results(Path folder) {

    /** Returns the folder of a study or training, which need not exist. */
    public Path of(String name) {
        return folder.resolve(name);
    }

    /** Returns the folder of a trained model below that of its training. */
    public static Path model(Path training) {
        return training.resolve("model");
    }

    /** Returns the folder of a study's report. */
    public static Path report(Path study) {
        return study.resolve("report");
    }

    /** Returns whether a folder holds a study. */
    public static boolean isStudy(Path folder) {
        return Files.isRegularFile(folder.resolve("study.mv")) || Files.isRegularFile(folder.resolve("events.log"));
    }

    /** Returns whether a folder holds a trained experiment. */
    public static boolean isTraining(Path folder) {
        return ModelFolder.isModel(model(folder));
    }

    /**
     * Refuses the folder of a study for a training, whose report, log and checkpoints would take the places of the study's.
     *
     * @param other how to give another name
     */
    public static void requireNoStudy(Path folder, String other) {
        if (isStudy(folder)) {
            throw new ConfigException(folder + " holds a study; use " + other);
        }
    }

    /**
     * Refuses the folder of a training for a study, as {@link #requireNoStudy} does the other way round.
     *
     * @param other how to give another name
     */
    public static void requireNoTraining(Path folder, String other) {
        if (isTraining(folder)) {
            throw new ConfigException(folder + " holds a trained model; use " + other);
        }
    }

    /**
     * Refuses a place that cannot be written, before anything is computed and without writing there.
     *
     * @throws ConfigException if the folder, or the nearest one above it that exists, is not a writable folder
     */
    public static void requireWritable(Path target) {
        Path existing = target.toAbsolutePath().normalize();
        while (existing.getParent() != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        if (!Files.isDirectory(existing)) {
            throw new ConfigException("output folder " + target + " cannot be made: " + existing + " is not a folder");
        }
        try {
            // Asking for permission is not enough: some file systems say yes and then refuse.
            Files.delete(Files.createTempFile(existing, ".lattice", ".tmp"));
        } catch (IOException e) {
            throw new ConfigException(
                    "output folder " + target + " cannot be written: no new file can be made in " + existing, e);
        }
    }

    /**
     * Refuses a file that cannot be written, as {@link #requireWritable} refuses a folder.
     *
     * @param option that named it
     */
    public static void requireWritableFile(String option, Path file) {
        Check.require(!Files.isDirectory(file), option, "must be a file", file + ", a folder");
        requireWritable(file.toAbsolutePath().getParent());
    }

    /**
     * Returns the folder of an existing study.
     *
     * @param nameOrPath name below this folder, or a path
     * @throws ConfigException if there is none; it names the nearest
     */
    public Path study(String nameOrPath) {
        for (Path place : List.of(of(nameOrPath), Path.of(nameOrPath))) {
            if (isStudy(place)) {
                return place;
            }
        }
        List<String> known = names(Results::isStudy);
        if (known.isEmpty()) {
            throw new ConfigException("unknown study '" + nameOrPath + "': there is no study in " + folder
                    + " yet; 'lattice demo' makes one");
        }
        throw SpecBinder.unknown("study", nameOrPath, known);
    }

    /** Returns the names of the folders of a kind, sorted. */
    public List<String> names(Predicate<Path> kind) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.filter(kind)
                    .map(p -> p.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + folder + ": " + e.getMessage(), e);
        }
    }
}
