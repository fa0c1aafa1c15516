package dev.lattice.core.modelfile;

import dev.lattice.core.engine.TrainedModel;
import dev.lattice.core.model.Layer;
import dev.lattice.core.model.Network;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;

/**
 * Writes a model for plain Deeplearning4j: {@code encoder.zip} with outputs mean and logVar (or code), and {@code decoder.zip} with
 * output pixels in [0, 1], both {@link ComputationGraph}s. Images are rows of pixels, whatever the network. A variant that is
 * given the label takes it as a second, one-hot input.
 */
public final class Dl4jExport {

    private final TrainedModel model;

    /** Creates the export of a model. */
    public Dl4jExport(TrainedModel model) {
        this.model = model;
    }

    /**
     * Writes the two files into an existing folder and returns their paths.
     *
     * @param prefix of their names
     * @throws dev.lattice.core.config.ConfigException for a variant with two stochastic layers
     */
    public List<Path> write(Path folder, String prefix) {
        model.network().requireOneLayer("Deeplearning4j files hold");
        try {
            return List.of(
                    write(folder.resolve(prefix + "encoder.zip"), encoder()),
                    write(folder.resolve(prefix + "decoder.zip"), decoder()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + folder + ": " + e.getMessage(), e);
        }
    }

    private static Path write(Path file, ComputationGraph graph) throws IOException {
        return WholeFile.write(file, part -> ModelSerializer.writeModel(graph, part.toFile(), false));
    }

    private ComputationGraph encoder() {
        Network network = model.network();
        List<Layer> hidden = network.encoder().subList(0, network.encoder().size() - 1);
        Dl4jGraph graph = new Dl4jGraph(model);
        hidden.forEach(graph::hidden);
        boolean samples = network.variant().samples();
        graph.heads(
                (Layer.Dense) network.encoder().get(hidden.size()),
                samples ? List.of("mean", "logVar") : List.of("code"));
        return graph.built();
    }

    private ComputationGraph decoder() {
        Network network = model.network();
        Dl4jGraph graph = new Dl4jGraph(model);
        int last = network.decoder().size() - 1;
        network.decoder().subList(0, last).forEach(graph::hidden);
        graph.pixels(network.decoder().get(last));
        return graph.built();
    }
}
