package dev.lattice.experiments.cli;

import dev.lattice.experiments.run.Origin;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
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

    /**
     * A command in the list of all.
     *
     * @param heading under which it stands
     * @param name as its annotation has it
     * @param maker of the object that it is parsed into
     */
    private record Entry(String heading, String name, Supplier<Object> maker) {}

    private static final String RUN = "Run";
    private static final String LOOK = "Look at a study";
    private static final String USE = "Use a model";
    private static final String FIND_OUT = "Find out";

    private static final List<Entry> COMMANDS = List.of(
            new Entry(RUN, "demo", DemoCommand::new),
            new Entry(RUN, "train", TrainCommand::new),
            new Entry(RUN, "sweep", SweepCommand::new),
            new Entry(RUN, "compare", CompareCommand::new),
            new Entry(RUN, "reproduce", ReproduceCommand::new),
            new Entry(LOOK, "report", ReportCommand::new),
            new Entry(LOOK, "trials", TrialsCommand::new),
            new Entry(LOOK, "study", StudyCommand::new),
            new Entry(USE, "evaluate", EvaluateCommand::new),
            new Entry(USE, "reconstruct", ReconstructCommand::new),
            new Entry(USE, "sample", SampleCommand::new),
            new Entry(USE, "interpolate", InterpolateCommand::new),
            new Entry(USE, "traverse", TraverseCommand::new),
            new Entry(USE, "encode", EncodeCommand::new),
            new Entry(USE, "anomaly", AnomalyCommand::new),
            new Entry(USE, "export", ExportCommand::new),
            new Entry(FIND_OUT, "experiments", ExperimentsCommand::new),
            new Entry(FIND_OUT, "data", DataCommand::new),
            new Entry(FIND_OUT, "doctor", DoctorCommand::new),
            new Entry(FIND_OUT, "help", HelpCommand::new));

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
        // ND4J prints as it builds a graph; stdout is for results alone. Before picocli remembers what was there: it
        // would go back to it.
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        CommandLine line = commandLine(Environment.ofProcess(), args.length == 0 ? "" : args[0]);
        StandardOutput results = new StandardOutput(new FileOutputStream(FileDescriptor.out));
        // Java 17 does not name the encoding of its stdout, which is the default one.
        String encoding =
                System.getProperty("stdout.encoding", Charset.defaultCharset().name());
        line.setOut(new PrintWriter(new OutputStreamWriter(results, Charset.forName(encoding)), true));
        System.exit(execute(line, results, args));
    }

    /** Runs a command line and returns its exit code, which is no success if its results were lost on the way out. */
    static int execute(CommandLine line, StandardOutput results, String... args) {
        int code = execute(line, args);
        line.getOut().flush();
        if (code == Failures.OK && results.lost().isPresent()) {
            line.getErr()
                    .println("lattice: results could not be written to standard output: "
                            + results.lost().get());
            line.getErr().flush();
            return Failures.FAILURE;
        }
        return code;
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
        boolean known = COMMANDS.stream().anyMatch(c -> c.name().equals(only)) && !only.equals("help");
        COMMANDS.stream()
                .filter(c -> !known || c.name().equals(only))
                .forEach(c -> line.addSubcommand(c.name(), c.maker().get()));
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

    private static String commandList(CommandLine.Help help) {
        if (!(help.commandSpec().userObject() instanceof Lattice)) {
            return help.commandList();
        }
        StringBuilder text = new StringBuilder();
        String heading = "";
        for (Entry command : COMMANDS) {
            if (!command.heading().equals(heading)) {
                heading = command.heading();
                text.append(String.format("%n%s:%n", heading));
            }
            String name = command.name();
            String[] lines =
                    help.subcommands().get(name).commandSpec().usageMessage().description();
            text.append(String.format("  %-12s %s%n", name, name.equals("help") ? HELP : lines[0]));
        }
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
