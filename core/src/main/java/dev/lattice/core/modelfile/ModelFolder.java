package dev.lattice.core.modelfile;

import dev.lattice.core.config.ConfigException;
import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.config.SpecBinder;
import dev.lattice.core.data.DataFormatException;
import dev.lattice.core.engine.TrainedModel;
import dev.lattice.core.model.Network;
import dev.lattice.core.model.ParameterBlock;
import dev.lattice.core.trial.EpochRecord;
import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.Provenance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Writes and reads a model folder. A folder is whole or absent: it is made beside its place and renamed. */
public final class ModelFolder {

    /** Version of the format; older versions stay readable. */
    public static final int FORMAT = 1;

    private static final String MODEL = "model.json";
    private static final String WEIGHTS = "weights.safetensors";

    /** A description longer than this is refused unread. */
    private static final long MAX_DESCRIPTION_BYTES = 64L << 20;

    private ModelFolder() {}

    /** What {@code model.json} holds. */
    private record Description(
            int format,
            ExperimentSpec experiment,
            int height,
            int width,
            int classes,
            String engine,
            List<Metric> metrics,
            List<EpochRecord> curve,
            Provenance provenance) {}

    /** Returns whether a folder holds a model. */
    public static boolean isModel(Path folder) {
        return Files.isRegularFile(folder.resolve(MODEL));
    }

    /** Writes the model, in the place of one that is there. */
    public static void write(Path folder, SavedModel saved) {
        Path fresh = folder.resolveSibling(folder.getFileName() + ".new");
        try {
            delete(fresh);
            Files.createDirectories(fresh);
            TrainedModel model = saved.model();
            Description description = new Description(
                    FORMAT,
                    model.spec(),
                    model.height(),
                    model.width(),
                    saved.classes(),
                    saved.engine(),
                    saved.metrics(),
                    saved.curve(),
                    saved.provenance());
            SafeTensors.write(fresh.resolve(WEIGHTS), tensors(model));
            Path file = Files.writeString(fresh.resolve(MODEL), SpecBinder.prettyJson(description) + "\n");
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            delete(folder);
            Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            deleteAfter(e, fresh);
            throw new UncheckedIOException("cannot write model folder " + folder + ": " + e.getMessage(), e);
        }
    }

    // On a full disk half a model takes the room that the next attempt needs.
    private static void deleteAfter(IOException cause, Path fresh) {
        try {
            delete(fresh);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /**
     * Returns the model of a folder.
     *
     * @throws DataFormatException if the folder is not a model folder, or one of its files is not what it should be
     */
    public static SavedModel read(Path folder) {
        try {
            Path file = folder.resolve(MODEL);
            if (Files.size(file) > MAX_DESCRIPTION_BYTES) {
                throw new DataFormatException(file + ": must be at most " + MAX_DESCRIPTION_BYTES + " bytes");
            }
            Description d = SpecBinder.parse(Files.readString(file), Description.class);
            if (d.format() != FORMAT) {
                throw new DataFormatException(
                        file + ": 'format' must be at most " + FORMAT + " for this version, but was " + d.format());
            }
            if (d.experiment() == null || d.height() < 1 || d.width() < 1 || d.height() > 4096 || d.width() > 4096) {
                throw new DataFormatException(file + ": 'experiment', 'height' and 'width' must be given");
            }
            Network network = Network.of(d.experiment().model(), d.height(), d.width(), d.classes());
            float[] parameters = parameters(folder.resolve(WEIGHTS), network);
            return new SavedModel(
                    new TrainedModel(d.experiment(), network, d.height(), d.width(), parameters),
                    d.classes(),
                    d.engine(),
                    list(file, "curve", d.curve()),
                    list(file, "metrics", d.metrics()),
                    d.provenance());
        } catch (NoSuchFileException e) {
            throw new DataFormatException(folder + " is not a model folder: " + e.getFile() + " is missing", e);
        } catch (ConfigException e) {
            throw new DataFormatException(folder.resolve(MODEL) + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new DataFormatException("cannot read model folder " + folder + ": " + e.getMessage(), e);
        }
    }

    private static <T> List<T> list(Path file, String key, List<T> values) {
        if (values != null && values.contains(null)) {
            throw new DataFormatException(file + ": '" + key + "' must hold no null");
        }
        return values == null ? List.of() : values;
    }

    /** Writes the parameters of a model alone, as safetensors. */
    public static void exportWeights(TrainedModel model, Path file) {
        try {
            WholeFile.write(file, part -> SafeTensors.write(part, tensors(model)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    /** Deletes a folder of a model, if it is there. */
    public static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> inside = Files.walk(folder)) {
                for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private static Map<String, SafeTensors.Tensor> tensors(TrainedModel model) {
        Map<String, SafeTensors.Tensor> tensors = new LinkedHashMap<>();
        for (ParameterBlock b : model.network().blocks()) {
            FloatBuffer values =
                    FloatBuffer.wrap(model.parameters(), b.offset(), b.size()).slice();
            tensors.put(b.name(), new SafeTensors.Tensor(b.shape(), values));
        }
        return tensors;
    }

    private static float[] parameters(Path file, Network network) throws IOException {
        Map<String, SafeTensors.Tensor> tensors = SafeTensors.read(file);
        // All of them before anything is allocated: the size of the network is what a file says.
        for (ParameterBlock b : network.blocks()) {
            SafeTensors.Tensor t = tensors.get(b.name());
            if (t == null || !t.shape().equals(b.shape())) {
                throw new DataFormatException(file + ": tensor '" + b.name() + "' must be there as " + b.shape()
                        + ", but " + (t == null ? "is missing" : "is " + t.shape()));
            }
        }
        float[] parameters = new float[network.parameterCount()];
        for (ParameterBlock b : network.blocks()) {
            tensors.remove(b.name()).values().get(0, parameters, b.offset(), b.size());
        }
        if (!tensors.isEmpty()) {
            throw new DataFormatException(file + ": holds tensors that the model does not have: " + tensors.keySet());
        }
        return parameters;
    }
}
