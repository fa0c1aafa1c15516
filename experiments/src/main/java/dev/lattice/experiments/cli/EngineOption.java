package dev.lattice.experiments.cli;

import dev.lattice.experiments.run.Engines;
import picocli.CommandLine.Option;

/** What computes. */
final class EngineOption {

    @Option(
            names = "--engine",
            paramLabel = "NAME",
            defaultValue = Engines.AUTO,
            description =
                    "What trains: auto takes the fastest that can (default), or a name that 'lattice doctor' lists.")
    private String name;

    /** Returns the engines, this name chosen. */
    Engines engines() {
        return Engines.named(name);
    }
}
