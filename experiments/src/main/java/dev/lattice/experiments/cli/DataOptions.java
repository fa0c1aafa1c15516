package dev.lattice.experiments.cli;

import dev.lattice.core.data.DataLocations;
import dev.lattice.core.data.Datasets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where data comes from. */
final class DataOptions {

    @Option(
            names = "--data-dir",
            paramLabel = "FOLDER",
            description =
                    "Folder that holds mnist/, fashion-mnist/; looked in first, then $LATTICE_DATA, then the cache.")
    private Path dataDir;

    @Option(names = "--offline", description = "Never download.")
    private boolean offline;

    /** Returns the places to look in. */
    DataLocations locations(Environment environment) {
        return DataLocations.of(Optional.ofNullable(dataDir), environment.variables(), environment.home(), offline);
    }

    /** Returns the data sets, with downloads shown on the console. */
    Datasets datasets(Environment environment, Console console) {
        return new Datasets(locations(environment), (file, done, total) -> {
            if (done >= total) {
                console.say(String.format(Locale.ROOT, "downloaded %s (%,d bytes)", file, total));
            } else {
                console.live(List.of(ProgressBar.draw("downloading " + file, done, total, "")));
            }
        });
    }
}
