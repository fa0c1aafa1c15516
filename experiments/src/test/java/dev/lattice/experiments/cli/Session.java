package dev.lattice.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;

/** Runs commands as a user would, with results in a folder of its own and no data but what a test puts there. */
final class Session {

    private final Path folder;

    Session(Path folder) {
        this.folder = folder;
    }

    /** What a command left: its exit code and what it wrote. */
    record Outcome(int code, String out, String err) {}

    /** Returns the results folder, which need not exist. */
    Path results() {
        return folder.resolve("results");
    }

    /** Runs a command that knows {@code --out}. */
    Outcome withResults(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.add("--out=" + results());
        return run(all.toArray(String[]::new));
    }

    /** Runs a command. */
    Outcome run(String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Environment environment = new Environment(Map.of(), folder.resolve("home"), false, Clock.systemUTC());
        CommandLine line = Lattice.commandLine(environment);
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        int code = line.execute(words);
        return new Outcome(code, out.toString(), err.toString());
    }

    /** Returns every file and folder below this session's folder, relative and sorted. */
    List<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.map(p -> folder.relativize(p).toString()).sorted().toList();
        }
    }
}
