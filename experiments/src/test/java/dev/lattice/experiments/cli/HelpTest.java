package dev.lattice.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class HelpTest {

    @TempDir
    Path folder;

    static Stream<List<String>> commands() {
        CommandLine root = Lattice.commandLine(new Environment(Map.of(), Path.of("/"), false, Clock.systemUTC()));
        return Stream.concat(Stream.of(List.of()), below(root, List.of()));
    }

    private static Stream<List<String>> below(CommandLine command, List<String> path) {
        return command.getSubcommands().entrySet().stream()
                .filter(e -> !e.getKey().equals("help"))
                .flatMap(e -> {
                    List<String> deeper =
                            Stream.concat(path.stream(), Stream.of(e.getKey())).toList();
                    return Stream.concat(Stream.of(deeper), below(e.getValue(), deeper));
                });
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHelpsWithAnExample(List<String> path) {
        Session.Outcome outcome = new Session(folder)
                .run(Stream.concat(path.stream(), Stream.of("--help")).toArray(String[]::new));
        assertEquals(0, outcome.code());
        assertTrue(outcome.out().contains("Example:\n  lattice "), outcome.out());
        assertEquals("", outcome.err());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyLongOptionIsKebabCaseAndDescribed(List<String> path) {
        CommandLine command = Lattice.commandLine(new Environment(Map.of(), folder, false, Clock.systemUTC()));
        for (String name : path) {
            command = command.getSubcommands().get(name);
        }
        for (OptionSpec option : command.getCommandSpec().options()) {
            assertTrue(option.longestName().matches("--[a-z]+(-[a-z]+)*"), option.longestName());
            assertTrue(option.description().length > 0, option.longestName());
        }
    }

    @Test
    void theFirstPageShowsWhereToBeginAndAllCommandsOnce() {
        Session.Outcome outcome = new Session(folder).run("--help");
        for (String command : List.of("demo", "train", "sweep", "compare", "report", "trials", "doctor", "data")) {
            assertEquals(
                    1,
                    outcome.out()
                            .lines()
                            .filter(l -> l.startsWith("  " + command + "  "))
                            .count(),
                    command);
        }
        assertTrue(outcome.out().indexOf("lattice demo") < outcome.out().indexOf("Run:"), outcome.out());
        assertTrue(outcome.out().contains("130"), outcome.out());
        assertEquals(outcome.out(), new Session(folder).run().out());
    }

    @Test
    void everyCommandIsListed() {
        String help = new Session(folder).run("--help").out();
        Lattice.commandLine(new Environment(Map.of(), folder, false, Clock.systemUTC()))
                .getSubcommands()
                .keySet()
                .forEach(name -> assertTrue(help.contains("\n  " + name + " "), name));
    }

    @Test
    void versionNamesTheCommit() {
        Session.Outcome outcome = new Session(folder).run("--version");
        assertEquals(0, outcome.code());
        assertTrue(outcome.out().matches("lattice \\d+\\.\\d+\\.\\d+ \\(commit .+\\)\\n"), outcome.out());
        assertFalse(outcome.out().contains("${"), outcome.out());
    }
}
