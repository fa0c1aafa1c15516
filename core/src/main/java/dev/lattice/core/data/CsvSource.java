package dev.lattice.core.data;

import dev.lattice.core.config.DatasetSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** {@code csv}: images in Kaggle's form, a file or a folder that holds one {@code …train.csv}. */
final class CsvSource implements DatasetSource {

    private static final Logger LOG = LogManager.getLogger(CsvSource.class);
    private static final String TRAIN = "train.csv";
    private static final String TEST = "test.csv";

    @Override
    public String name() {
        return "csv";
    }

    @Override
    public DatasetInfo describe(DataLocations locations) {
        return new DatasetInfo(
                name(),
                "your own images: label,pixel0,…,pixelN-1 per line; a file, or a folder with …train.csv and …test.csv",
                true,
                "dataset.path",
                Optional.empty());
    }

    @Override
    public Dataset load(DatasetSpec spec, DataLocations locations, DownloadListener listener) {
        DatasetSource.requirePath(spec, "a CSV file or a folder of them");
        Path path = Path.of(spec.path());
        Path train = Files.isDirectory(path) ? only(path, TRAIN) : path;
        ImageSet images = CsvReader.read(train);
        if (!spec.testPath().isEmpty()) {
            Path given = Path.of(spec.testPath());
            Path test = Files.isDirectory(given) ? only(given, TEST) : given;
            return SetPair.of(name(), images, CsvReader.read(test), test.toString());
        }
        Optional<Path> beside = Files.isDirectory(path) ? testBeside(train) : Optional.empty();
        return beside.isPresent()
                ? SetPair.of(
                        name(),
                        images,
                        CsvReader.read(beside.get()),
                        beside.get().toString())
                : Dataset.holdingOutATenth(name(), images);
    }

    private static Optional<Path> testBeside(Path train) {
        String trainName = train.getFileName().toString();
        Path test = train.resolveSibling(trainName.substring(0, trainName.length() - TRAIN.length()) + TEST);
        if (!Files.isRegularFile(test)) {
            return Optional.empty();
        }
        // Kaggle's competitions publish test images without labels: nothing to evaluate on.
        if (CsvReader.isUnlabelled(test)) {
            LOG.info("{} has no labels: a tenth of {} is set aside as test images instead", test, train);
            return Optional.empty();
        }
        return Optional.of(test);
    }

    private static Path only(Path folder, String ending) {
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> found = entries.filter(f -> f.getFileName().toString().endsWith(ending))
                    .sorted()
                    .toList();
            if (found.size() != 1) {
                throw new DataFormatException(
                        folder + ": must hold one file named …" + ending + ", but holds " + found.size());
            }
            return found.get(0);
        } catch (IOException e) {
            throw DataFormatException.unreadable(folder, e);
        }
    }
}
