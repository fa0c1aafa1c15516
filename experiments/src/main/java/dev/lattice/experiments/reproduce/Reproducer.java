package dev.lattice.experiments.reproduce;

import dev.lattice.core.config.ConfigException;
import dev.lattice.experiments.run.Engines;
import dev.lattice.experiments.run.LoadedData;
import dev.lattice.experiments.run.Origin;
import dev.lattice.experiments.run.Results;
import dev.lattice.report.Reproduction;
import dev.lattice.report.ReproductionReport;
import dev.lattice.report.claim.ClaimResult;
import dev.lattice.report.figure.Figure;
import dev.lattice.report.table.Table;
import dev.lattice.search.SweepOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Does a reproduction: runs what is owed, computes claims, draws figures, writes the page. */
public final class Reproducer {

    private final Results results;
    private final Engines engines;
    private final LoadedData data;
    private final Clock clock;
    private final Progress progress;

    /** Creates a reproducer. */
    public Reproducer(Results results, Engines engines, LoadedData data, Clock clock, Progress progress) {
        this.results = results;
        this.engines = engines;
        this.data = data;
        this.clock = clock;
        this.progress = progress;
    }

    /**
     * What is asked for.
     *
     * @param file the reproduction
     * @param experiments the experiment of each run that names one, in the order of the file, by the id of the run
     * @param sweep how sweeps are carried out
     * @param changed settings that differ from the file's, for the header; empty at the published size
     * @param command that does it again
     */
    public record Order(
            ReproductionFile file,
            Map<String, Experiment> experiments,
            SweepOptions sweep,
            List<String> changed,
            String command) {}

    /**
     * An experiment of a run.
     *
     * @param spec what is trained
     * @param search what is searched; empty for a training
     */
    public record Experiment(
            dev.lattice.core.config.ExperimentSpec spec, Optional<dev.lattice.search.space.SearchSpec> search) {}

    /** What came out: the claims with ours, and the page. */
    public record Outcome(Reproduction reproduction, Path page) {}

    /**
     * Carries the order out.
     *
     * @return empty if a sweep was stopped or limited before its end; the same call goes on
     * @throws ConfigException before anything is written if something cannot be run
     */
    public Optional<Outcome> run(Order order) {
        Path folder = results.of(order.file().name());
        Results.requireWritable(folder);
        FileCheck.check(order.file());
        Runs runs = new Runs(results, engines, data, clock, order.sweep(), progress);
        order.experiments()
                .forEach((id, experiment) -> runs.check(new Runs.Planned(id, experiment.spec(), experiment.search())));
        List<RunResult> complete = new ArrayList<>();
        for (ReproductionFile.RunSpec run : order.file().runs()) {
            Optional<RunResult> result = run(runs, run, order, complete);
            if (result.isEmpty()) {
                return Optional.empty();
            }
            complete.add(result.get());
        }
        try (Workbench bench = new Workbench(complete, engines, data, progress)) {
            Reproduction reproduction = reproduction(bench, order);
            progress.say("writing " + folder);
            return Optional.of(new Outcome(
                    reproduction, ReproductionReport.write(reproduction, folder).get(0)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + folder + ": " + e.getMessage(), e);
        }
    }

    private static Optional<RunResult> run(
            Runs runs, ReproductionFile.RunSpec run, Order order, List<RunResult> complete) {
        if (!run.bestOf().isEmpty()) {
            RunResult swept = complete.stream()
                    .filter(r -> r.id().equals(run.bestOf()))
                    .findFirst()
                    .orElseThrow();
            return Optional.of(runs.best(run.id(), swept));
        }
        Experiment experiment = order.experiments().get(run.id());
        return experiment.search().isPresent()
                ? runs.sweep(run.id(), experiment.spec(), experiment.search().get(), order.command())
                : Optional.of(runs.train(run.id(), experiment.spec()));
    }

    private Reproduction reproduction(Workbench bench, Order order) {
        ReproductionFile file = order.file();
        List<ClaimResult> claims = new ArrayList<>();
        for (ReproductionFile.ClaimSpec spec : file.claims()) {
            Options options = new Options(
                    file.name() + ": claims." + spec.id(), spec.measure().options());
            Measures.Value ours = Measures.of(bench, spec.measure().kind(), options);
            claims.add(new ClaimResult(spec.claim(), ours.number(), ours.note()));
        }
        List<Reproduction.Section> sections = new ArrayList<>();
        for (ReproductionFile.SectionSpec spec : file.sections()) {
            sections.add(section(bench, file.name(), spec));
        }
        return new Reproduction(
                file.name(),
                file.title(),
                file.about(),
                size(order),
                claims,
                sections,
                provenance(bench),
                order.command());
    }

    private static Reproduction.Section section(Workbench bench, String name, ReproductionFile.SectionSpec spec) {
        List<Figure> shown = new ArrayList<>();
        List<Figure> besides = new ArrayList<>();
        Map<String, Table> tables = new LinkedHashMap<>();
        String place = name + ": " + spec.heading();
        if (Figure.unavailable().isEmpty()) {
            FigureKinds kinds = new FigureKinds(bench);
            for (ReproductionFile.ItemSpec item : spec.figures()) {
                FigureKinds.Drawn drawn = kinds.draw(item.kind(), new Options(place, item.options()));
                shown.addAll(drawn.shown());
                besides.addAll(drawn.besides());
            }
        }
        TableKinds kinds = new TableKinds(bench);
        for (ReproductionFile.ItemSpec item : spec.tables()) {
            Options options = new Options(place, item.options());
            tables.put(options.text("name", item.kind()), kinds.of(item.kind(), options));
        }
        String text = Figure.unavailable().map(u -> spec.text() + " " + u).orElse(spec.text());
        return new Reproduction.Section(spec.heading(), text.strip(), shown, besides, tables);
    }

    private static String size(Order order) {
        List<String> parts = new ArrayList<>();
        if (!order.file().size().isEmpty()) {
            parts.add(order.file().size());
        }
        if (!order.changed().isEmpty()) {
            parts.add((parts.isEmpty() ? "Not at the published size: " : "Changed besides: ")
                    + String.join(", ", order.changed()) + ".");
        }
        return String.join(" ", parts);
    }

    private Map<String, String> provenance(Workbench bench) {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("Lattice", Origin.version() + ", commit " + Origin.commit());
        rows.put("Java", Origin.java());
        rows.put("Machine", Origin.machine());
        rows.put("Written", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        for (RunResult run : bench.runs()) {
            run.saved()
                    .ifPresent(saved -> rows.put(
                            "Run " + run.id(),
                            run.spec().name() + ", commit " + saved.provenance().commit() + ", engine " + saved.engine()
                                    + ", seed " + run.spec().seed() + ", data "
                                    + run.spec().dataset().name() + " "
                                    + saved.provenance().dataChecksum() + ", "
                                    + Math.round(saved.curve().stream()
                                            .mapToDouble(e -> e.seconds())
                                            .sum())
                                    + " s of training, " + saved.provenance().created()));
            run.study()
                    .ifPresent(study -> rows.put(
                            "Run " + run.id(),
                            run.spec().name() + ", commit "
                                    + study.info().provenance().commit() + ", engine "
                                    + study.trials().stream()
                                            .flatMap(t -> t.run().stream())
                                            .map(r -> r.engine())
                                            .collect(Collectors.toCollection(TreeSet::new))
                                    + ", seed " + run.spec().seed() + ", data "
                                    + run.spec().dataset().name() + " "
                                    + study.info().provenance().dataChecksum() + ", "
                                    + study.trials().size()
                                    + " cells, " + study.info().provenance().created()));
        }
        return rows;
    }
}
