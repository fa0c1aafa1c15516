package dev.lattice.core.data;

import dev.lattice.core.config.DatasetSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** {@code images}: a folder with a subfolder of PNG, JPEG, GIF or BMP files for each class. */
final class ImageFolderSource implements DatasetSource {

    @Override
    public String name() {
        return "images";
    }

    @Override
    public DatasetInfo describe(DataLocations locations) {
        return new DatasetInfo(
                name(),
                "your own images: a folder with one subfolder of PNG, JPEG, GIF or BMP files per class",
                true,
                "dataset.path",
                Optional.empty());
    }

    @Override
    public Dataset load(DatasetSpec spec, DataLocations locations, DownloadListener listener) {
        DatasetSource.requirePath(spec, "the folder of the class folders");
        ImageFolder train = ImageFolder.scan(Path.of(spec.path()));
        if (spec.testPath().isEmpty()) {
            return Dataset.holdingOutATenth(name(), train.read(train.commonSize()));
        }
        ImageFolder test = ImageFolder.scan(Path.of(spec.testPath()));
        List<String> classes = train.classNames();
        if (!classes.equals(test.classNames())) {
            throw new DataFormatException(spec.testPath() + ": class folders must be " + classes
                    + " like the training images," + " but are " + test.classNames());
        }
        // Test images are brought to whatever size training has; they cannot change it.
        ImageFolder.Size size = train.commonSize();
        return SetPair.of(name(), train.read(size), test.read(size), spec.testPath());
    }
}
