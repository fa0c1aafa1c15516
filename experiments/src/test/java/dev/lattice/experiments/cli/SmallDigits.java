package dev.lattice.experiments.cli;

import dev.lattice.core.config.DatasetSpec;
import dev.lattice.core.data.DataLocations;
import dev.lattice.core.data.Dataset;
import dev.lattice.core.data.Datasets;
import dev.lattice.core.data.DownloadListener;
import dev.lattice.core.data.ImageSet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Some of the embedded digits as a user's own files, which each command reads in no time. */
final class SmallDigits {

    private SmallDigits() {}

    /** Writes IDX files for training and test into a folder. */
    static void write(Path folder, int train, int test) throws IOException {
        DataLocations nowhere = new DataLocations(Optional.empty(), Optional.empty(), folder, true);
        Dataset digits = new Datasets(nowhere, DownloadListener.SILENT)
                .load(new DatasetSpec("digits", "", "", null, null, null, null));
        write(folder, "train", digits.train().first(train));
        write(folder, "t10k", digits.test().first(test));
    }

    private static void write(Path folder, String part, ImageSet images) throws IOException {
        ByteBuffer pixels = ByteBuffer.allocate(16 + images.count() * images.imageSize());
        pixels.putInt(0x803).putInt(images.count()).putInt(images.height()).putInt(images.width());
        ByteBuffer labels =
                ByteBuffer.allocate(8 + images.count()).putInt(0x801).putInt(images.count());
        for (int i = 0; i < images.count(); i++) {
            images.copyBytes(i, pixels.array(), 16 + i * images.imageSize());
            labels.put((byte) images.label(i));
        }
        Files.write(folder.resolve(part + "-images-idx3-ubyte"), pixels.array());
        Files.write(folder.resolve(part + "-labels-idx1-ubyte"), labels.array());
    }
}
