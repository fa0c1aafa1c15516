package dev.lattice.report.figure;

import dev.lattice.core.data.ImageSet;
import java.util.ArrayList;
import java.util.List;

/** Examples of a data set, a row per class. */
public final class DataSamples {

    private static final int COLUMNS = 12;

    private DataSamples() {}

    /** Returns the first images of each class; rows are shorter where there are fewer. */
    public static Figure of(String name, String dataset, ImageSet images) {
        List<ImageGrid.Row> rows = new ArrayList<>();
        for (int label = 0; label < images.classes(); label++) {
            List<float[]> tiles = new ArrayList<>();
            for (int i = 0; i < images.count() && tiles.size() < COLUMNS; i++) {
                if (images.label(i) == label) {
                    float[] tile = new float[images.imageSize()];
                    for (int p = 0; p < tile.length; p++) {
                        tile[p] = images.pixel(i, p);
                    }
                    tiles.add(tile);
                }
            }
            if (!tiles.isEmpty()) {
                rows.add(new ImageGrid.Row(String.valueOf(label), "", tiles, false));
            }
        }
        return new ImageGrid(images.height(), images.width(), rows)
                .figure(name, "The first training images of each class of " + dataset + ".");
    }
}
