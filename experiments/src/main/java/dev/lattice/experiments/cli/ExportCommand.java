package dev.lattice.experiments.cli;

import dev.lattice.core.config.SpecBinder;
import dev.lattice.core.engine.TrainedModel;
import dev.lattice.core.modelfile.Dl4jExport;
import dev.lattice.core.modelfile.ModelFolder;
import dev.lattice.experiments.run.ModelLocation;
import dev.lattice.experiments.run.Results;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes a model for other programs. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        versionProvider = Lattice.Version.class,
        description = {
            "Write a model for other programs: safetensors or DL4J.",
            "",
            "safetensors: every weight by name, for any language. dl4j: encoder and decoder as MultiLayerNetwork archives.",
            ""
        },
        footer = {
            "",
            "Example:",
            "  lattice export mnist-mlp --format safetensors",
            "  lattice export demo:7 --format dl4j --to exported"
        })
final class ExportCommand implements Callable<Integer> {

    private static final List<String> FORMATS = List.of("dl4j", "safetensors");

    @Option(names = "--format", required = true, paramLabel = "FORMAT", description = "dl4j or safetensors.")
    private String format;

    @Option(
            names = "--to",
            paramLabel = "FOLDER",
            description = "Folder to write to (default: export/ beside the model).")
    private Path to;

    @Mixin
    private ModelOptions model;

    @Mixin
    private Verbosity verbosity;

    @Override
    public Integer call() {
        Console console = verbosity.console();
        if (!FORMATS.contains(format)) {
            throw SpecBinder.unknown("format", format, FORMATS).in("--format");
        }
        ModelLocation location = model.location();
        Path folder = to == null ? location.figures().resolveSibling("export") : to;
        Results.requireWritable(folder);
        TrainedModel trained = location.read().model();
        try {
            Files.createDirectories(folder);
            if (format.equals("dl4j")) {
                new Dl4jExport(trained).write(folder).forEach(f -> console.print("wrote " + f));
            } else {
                Path file = folder.resolve(location.prefix() + "weights.safetensors");
                ModelFolder.exportWeights(trained, file);
                console.print("wrote " + file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + folder + ": " + e.getMessage(), e);
        }
        return Failures.OK;
    }
}
