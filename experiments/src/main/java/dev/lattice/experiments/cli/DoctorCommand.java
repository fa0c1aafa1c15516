package dev.lattice.experiments.cli;

import dev.lattice.core.data.DatasetInfo;
import dev.lattice.core.engine.cuda.CudaEngine;
import dev.lattice.core.engine.fused.FusedBackend;
import dev.lattice.core.engine.samediff.Nd4jBackend;
import dev.lattice.experiments.run.Engines;
import dev.lattice.experiments.run.Origin;
import dev.lattice.experiments.run.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says what is here and what is not. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        versionProvider = Lattice.Version.class,
        description = {
            "Say on one screen what is here: version, Java, processor, backend, GPU, data.",
            "",
            "Put its output into a bug report.",
            ""
        },
        footer = {"", "Example:", "  lattice doctor", "  lattice doctor --json"})
final class DoctorCommand implements Callable<Integer> {

    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Mixin
    private DataOptions data;

    @Mixin
    private ResultsOption out;

    @Mixin
    private Verbosity verbosity;

    @Override
    public Integer call() {
        Console console = verbosity.console();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("version", Origin.version());
        facts.put("commit", Origin.commit());
        facts.put("java", Origin.java());
        facts.put("machine", Origin.machine());
        facts.put("cpu", cpu());
        facts.put("memory", memory());
        facts.put("vectorApi", vectorApi());
        facts.put("fused", attempt(FusedBackend::description));
        facts.put("backend", attempt(Nd4jBackend::describe));
        facts.put("gpu", attempt(Nd4jBackend::gpu));
        facts.put("cuda", attempt(CudaEngine::describe));
        facts.put("engines", String.join(", ", Engines.names()));
        facts.put(
                "threads",
                "OMP_NUM_THREADS="
                        + verbosity.environment().variables().getOrDefault("OMP_NUM_THREADS", "unset: set it to 1"));
        for (DatasetInfo set : data.datasets(verbosity.environment(), console).list()) {
            facts.put("data " + set.name(), (set.available() ? "here: " : "not here: ") + set.location());
        }
        facts.put("results", results());
        if (json) {
            console.print(Json.of(facts));
        } else {
            facts.forEach((k, v) -> console.print(String.format(Locale.ROOT, "%-19s %s", k, v)));
        }
        return Failures.OK;
    }

    private String results() {
        Results results = out.results();
        try {
            Results.requireWritable(results.folder());
        } catch (RuntimeException e) {
            return e.getMessage();
        }
        return results.folder().toAbsolutePath() + ", writable; "
                + results.names(Results::isStudy).size() + " studies, "
                + results.names(Results::isTraining).size() + " trained models";
    }

    private static String cpu() {
        try (Stream<String> lines = Files.lines(CPU_INFO)) {
            return lines
                    .filter(l -> l.startsWith("model name"))
                    .map(l -> l.substring(l.indexOf(':') + 1).strip())
                    .collect(Collectors.toSet())
                    .stream()
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }

    private static String memory() {
        long mebibyte = 1L << 20;
        return Runtime.getRuntime().maxMemory() / mebibyte + " MiB heap at most, native buffers at most "
                + System.getProperty("org.bytedeco.javacpp.maxbytes", "the same");
    }

    private static String vectorApi() {
        boolean there = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()
                || java.lang.module.ModuleFinder.ofSystem()
                        .find("jdk.incubator.vector")
                        .isPresent();
        return there ? "present" : "not in this Java";
    }

    // A doctor that falls ill with the patient is of no use: a backend that cannot start is a finding.
    private static String attempt(Callable<String> fact) {
        try {
            return fact.call();
        } catch (Exception | LinkageError e) {
            return "does not start: " + e;
        }
    }
}
