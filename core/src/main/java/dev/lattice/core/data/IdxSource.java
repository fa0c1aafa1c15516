package dev.lattice.core.data;

import dev.lattice.core.config.DatasetSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** {@code idx}: the user's own images in a folder of IDX files with the names that MNIST uses, gzipped or not. */
final class IdxSource implements DatasetSource {

    @Override
    public String name() {
        return "idx";
    }

    @Override
    public DatasetInfo describe(DataLocations locations) {
        return new DatasetInfo(
                name(),
                "your own images: a folder with train-images-idx3-ubyte and train-labels-idx1-ubyte (or .gz; t10k-… for test)",
                true,
                "dataset.path",
                Optional.empty());
    }

    @Override
    public Dataset load(DatasetSpec spec, DataLocations locations, DownloadListener listener) {
        DatasetSource.requirePath(spec, "the folder of the IDX files");
        Path folder = Path.of(spec.path());
        ImageSet train = part(folder, List.of("train"));
        if (!spec.testPath().isEmpty()) {
            return SetPair.of(
                    name(), train, part(Path.of(spec.testPath()), List.of("t10k", "test", "train")), spec.testPath());
        }
        if (find(folder, List.of("t10k", "test"), "images-idx3-ubyte").isPresent()) {
            return SetPair.of(name(), train, part(folder, List.of("t10k", "test")), spec.path());
        }
        return Dataset.holdingOutATenth(name(), train);
    }

    /** Returns the names under which a file is known; the second form is what some archive tools make of the first. */
    static List<String> spellings(String part, String kind) {
        String plain = part + "-" + kind;
        String dotted = part + "-" + kind.replace("-idx", ".idx");
        return List.of(plain + ".gz", plain, dotted + ".gz", dotted);
    }

    private static ImageSet part(Path folder, List<String> parts) {
        return IdxReader.read(require(folder, parts, "images-idx3-ubyte"), require(folder, parts, "labels-idx1-ubyte"));
    }

    private static Optional<Path> find(Path folder, List<String> parts, String kind) {
        return parts.stream()
                .flatMap(part -> spellings(part, kind).stream())
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private static Path require(Path folder, List<String> parts, String kind) {
        return find(folder, parts, kind)
                .orElseThrow(() ->
                        new DataFormatException(folder + ": must be a folder that holds " + parts.get(0) + "-" + kind
                                + " or " + parts.get(0) + "-" + kind + ".gz, but "
                                + (Files.isDirectory(folder) ? "holds neither" : "there is no such folder")));
    }
}
