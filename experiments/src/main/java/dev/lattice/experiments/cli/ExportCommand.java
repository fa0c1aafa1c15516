package dev.lattice.experiments.cli;

import dev.lattice.core.config.SpecBinder;
import dev.lattice.core.modelfile.Dl4jExport;
import dev.lattice.core.modelfile.ModelFolder;
import dev.lattice.core.modelfile.OnnxExport;
import dev.lattice.core.modelfile.SavedModel;
import dev.lattice.experiments.run.ModelLocation;
import dev.lattice.experiments.run.Results;
import dev.lattice.report.figure.Figure;
import dev.lattice.report.figure.NetworkDrawing;
import dev.lattice.report.file.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
            "Write a model for other programs: ONNX, DL4J or safetensors.",
            "",
            "onnx: encoder, decoder and both together, with and without sampling, for any ONNX runtime (opset 17). dl4j:",
            "encoder and decoder as ComputationGraph archives. Both come with a drawing of the network. safetensors: every",
            "weight by name, for any language.",
            ""
        },
        footer = {
            "",
            "Example:",
            "  lattice export mnist-mlp --format onnx",
            "  lattice export demo:7 --format dl4j --to exported"
        })
final class ExportCommand implements Callable<Integer> {

    private static final List<String> FORMATS = List.of("dl4j", "onnx", "safetensors");

    @Option(names = "--format", required = true, paramLabel = "FORMAT", description = "onnx, dl4j or safetensors.")
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
        SavedModel saved = location.read();
        if (!format.equals("safetensors")) {
            // Before the folder is made.
            saved.model().network().requireOneLayer("files of format " + format + " hold");
        }
        try {
            Files.createDirectories(folder);
            write(saved, folder, location.prefix()).forEach(file -> console.print("wrote " + file));
            if (!format.equals("safetensors")) {
                draw(saved, folder, location.prefix(), console);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + folder + ": " + e.getMessage(), e);
        }
        return Failures.OK;
    }

    private List<Path> write(SavedModel saved, Path folder, String prefix) {
        return switch (format) {
            case "onnx" -> new OnnxExport(saved).write(folder, prefix);
            case "dl4j" -> new Dl4jExport(saved.model()).write(folder, prefix);
            default -> {
                Path file = folder.resolve(prefix + "weights.safetensors");
                ModelFolder.exportWeights(saved.model(), file);
                yield List.of(file);
            }
        };
    }

    private static void draw(SavedModel saved, Path folder, String prefix, Console console) throws IOException {
        Optional<String> unavailable = Figure.unavailable();
        if (unavailable.isPresent()) {
            console.say(unavailable.get());
            return;
        }
        Figure drawing = NetworkDrawing.of(prefix + "network", saved.model());
        console.print("wrote " + WholeFile.write(folder.resolve(drawing.name() + ".svg"), drawing.svg()));
        console.print("wrote " + WholeFile.write(folder.resolve(drawing.name() + ".png"), drawing.png()));
    }
}
