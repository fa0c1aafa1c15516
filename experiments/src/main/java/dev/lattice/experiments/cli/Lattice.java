package dev.lattice.experiments.cli;

import dev.lattice.experiments.run.Origin;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Spec;

/** The main class: the root of the command line. */
@Command(
        name = "lattice",
        mixinStandardHelpOptions = true,
        versionProvider = Lattice.Version.class,
        description = {
            "Trains autoencoders, searches over their hyperparameters and shows what came out.",
            "",
            "New here? Three commands, in this order:",
            "  lattice demo              a small search on built-in digits and a report: offline, minutes",
            "  lattice experiments       what else comes with Lattice",
            "  lattice train mnist-mlp   one variational autoencoder on MNIST (downloads 11 MB once)",
            ""
        },
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:ok",
            " 1:failure",
            " 2:usage or bad input; one line on stderr says what",
            " 3:diverged: the loss was no longer a number",
            "130:interrupted (Ctrl-C)",
            "143:terminated (kill)"
        },
        footer = {
            "",
            "EXPERIMENT is a name from 'lattice experiments' or a YAML file of your own.",
            "STUDY is what a sweep wrote: its name under results/, or the folder.",
            "MODEL is a trained experiment's name or folder, or STUDY:NUMBER for a cell of a sweep.",
            "",
            "Example:",
            "  lattice sweep demo --set training.learningRate=0.001 && lattice trials demo --top 5"
        })
public final class Lattice implements Callable<Integer> {

    private static final String HELP = "Show the help of a command, as --help after it does.";
    private static final String SECTION = "lattice-commands";

    /** The commands by their headings, in order. */
    private static final Map<String, Map<String, Supplier<Object>>> GROUPS = groups();

    private final Environment environment;

    @Spec
    private CommandSpec root;

    private Lattice(Environment environment) {
        this.environment = environment;
    }

    /**
     * Runs the command line and ends the process with its exit code.
     *
     * @param args the words after the program's name
     */
    public static void main(String[] args) {
        CommandLine line = commandLine(Environment.ofProcess(), args.length == 0 ? "" : args[0]);
        line.setOut(new PrintWriter(System.out, true));
        // ND4J prints as it builds a graph; stdout is for results alone.
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        System.exit(execute(line, args));
    }

    // A library that cannot be loaded is an Error, which picocli lets through.
    private static int execute(CommandLine line, String[] args) {
        try {
            return line.execute(args);
        } catch (LinkageError | OutOfMemoryError e) {
            line.getErr().println("lattice: " + e);
            line.getErr().flush();
            return Failures.FAILURE;
        }
    }

    /** Returns the command line for an environment. */
    static CommandLine commandLine(Environment environment) {
        return commandLine(environment, "");
    }

    /** Returns the command line with one command; with all where there is none of that name. Each takes milliseconds. */
    private static CommandLine commandLine(Environment environment, String only) {
        CommandLine line = new CommandLine(new Lattice(environment));
        boolean known = GROUPS.values().stream().anyMatch(group -> group.containsKey(only)) && !only.equals("help");
        GROUPS.values()
                .forEach(group -> group.forEach((name, command) -> {
                    if (!known || name.equals(only)) {
                        line.addSubcommand(name, command.get());
                    }
                }));
        Failures failures = new Failures();
        line.setExecutionExceptionHandler(failures);
        line.setParameterExceptionHandler(failures);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpWidth(110);
        Map<String, IHelpSectionRenderer> sections = line.getHelpSectionMap();
        sections.put(SECTION, Lattice::commandList);
        line.setHelpSectionMap(sections);
        line.setHelpSectionKeys(line.getHelpSectionKeys().stream()
                .map(k -> k.equals(UsageMessageSpec.SECTION_KEY_COMMAND_LIST) ? SECTION : k)
                .toList());
        return line;
    }

    /** Returns what surrounds the program. */
    Environment environment() {
        return environment;
    }

    @Override
    public Integer call() {
        root.commandLine().usage(root.commandLine().getOut());
        return Failures.OK;
    }

    private static Map<String, Map<String, Supplier<Object>>> groups() {
        Map<String, Supplier<Object>> run = new LinkedHashMap<>();
        run.put("demo", DemoCommand::new);
        run.put("train", TrainCommand::new);
        run.put("sweep", SweepCommand::new);
        run.put("compare", CompareCommand::new);
        run.put("reproduce", ReproduceCommand::new);
        Map<String, Supplier<Object>> look = new LinkedHashMap<>();
        look.put("report", ReportCommand::new);
        look.put("trials", TrialsCommand::new);
        look.put("study", StudyCommand::new);
        Map<String, Supplier<Object>> use = new LinkedHashMap<>();
        use.put("evaluate", EvaluateCommand::new);
        use.put("reconstruct", ReconstructCommand::new);
        use.put("sample", SampleCommand::new);
        use.put("interpolate", InterpolateCommand::new);
        use.put("traverse", TraverseCommand::new);
        use.put("encode", EncodeCommand::new);
        use.put("anomaly", AnomalyCommand::new);
        use.put("export", ExportCommand::new);
        Map<String, Supplier<Object>> findOut = new LinkedHashMap<>();
        findOut.put("experiments", ExperimentsCommand::new);
        findOut.put("data", DataCommand::new);
        findOut.put("doctor", DoctorCommand::new);
        findOut.put("help", HelpCommand::new);
        Map<String, Map<String, Supplier<Object>>> groups = new LinkedHashMap<>();
        groups.put("Run", run);
        groups.put("Look at a study", look);
        groups.put("Use a model", use);
        groups.put("Find out", findOut);
        return groups;
    }

    private static String commandList(CommandLine.Help help) {
        if (!(help.commandSpec().userObject() instanceof Lattice)) {
            return help.commandList();
        }
        StringBuilder text = new StringBuilder();
        GROUPS.forEach((heading, commands) -> {
            text.append(String.format("%n%s:%n", heading));
            for (String name : commands.keySet()) {
                String[] lines = help.subcommands()
                        .get(name)
                        .commandSpec()
                        .usageMessage()
                        .description();
                text.append(String.format("  %-12s %s%n", name, name.equals("help") ? HELP : lines[0]));
            }
        });
        return text.toString();
    }

    /** Reads version and commit of the build. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"lattice " + Origin.version() + " (commit " + Origin.commit() + ")"};
        }
    }
}
