package dev.lattice.experiments.reproduce;

import dev.lattice.core.engine.Inference;
import dev.lattice.core.trial.StudyInfo;
import dev.lattice.experiments.run.ModelTraining;
import dev.lattice.report.figure.DataSamples;
import dev.lattice.report.figure.Figure;
import dev.lattice.report.figure.Filmstrip;
import dev.lattice.report.figure.HeatMap;
import dev.lattice.report.figure.Interpolations;
import dev.lattice.report.figure.LatentManifold;
import dev.lattice.report.figure.LatentScatter;
import dev.lattice.report.figure.LossCurves;
import dev.lattice.report.figure.ParameterEffects;
import dev.lattice.report.figure.PriorSamples;
import dev.lattice.report.figure.Reconstructions;
import dev.lattice.report.figure.Traversals;
import dev.lattice.report.rank.RankedGroup;
import dev.lattice.report.rank.Ranking;
import dev.lattice.report.table.Parameters;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** The figures that a reproduction file may name, by their {@code kind}; each is drawn from a {@code run} or some {@code runs}. */
final class FigureKinds {

    private static final int PAIRS = 4;

    private static final Map<String, Kind<BiFunction<FigureKinds, Options, List<Figure>>>> KINDS = declared();

    private final Workbench bench;

    FigureKinds(Workbench bench) {
        this.bench = bench;
    }

    /** Returns all kinds by their names. */
    static Map<String, ? extends Kind<?>> kinds() {
        return KINDS;
    }

    private static Map<String, Kind<BiFunction<FigureKinds, Options, List<Figure>>>> declared() {
        Map<String, Kind<BiFunction<FigureKinds, Options, List<Figure>>>> kinds = new TreeMap<>();
        kinds.put("data", Kind.of("run shown?", FigureKinds::data));
        kinds.put("curves", Kind.of("runs shown?", FigureKinds::curves));
        kinds.put(
                "reconstructions",
                ofModel(
                        "reconstructions",
                        (k, name, run) ->
                                Reconstructions.of(name, k.bench.subject(run), k.inference(run), k.bench.shown(run))));
        kinds.put("reconstructions-compared", Kind.of("runs shown?", FigureKinds::compared));
        kinds.put(
                "samples",
                ofModel(
                        "samples",
                        (k, name, run) -> PriorSamples.ofNormal(
                                name, k.bench.subject(run), k.inference(run), k.height(run), k.width(run))));
        kinds.put("variations", Kind.of("run label? shown?", FigureKinds::variations));
        kinds.put(
                "latent",
                ofModel(
                        "latent",
                        (k, name, run) ->
                                LatentScatter.of(name, k.bench.subject(run), k.inference(run), k.bench.shown(run))));
        kinds.put(
                "manifold",
                ofModel(
                        "manifold",
                        (k, name, run) -> LatentManifold.of(
                                name, k.bench.subject(run), k.inference(run), 0, k.height(run), k.width(run))));
        kinds.put(
                "interpolations",
                ofModel(
                        "interpolations",
                        (k, name, run) -> Interpolations.of(
                                name, k.bench.subject(run), k.inference(run), k.bench.shown(run), PAIRS)));
        kinds.put(
                "traversals",
                ofModel(
                        "traversals",
                        (k, name, run) -> Traversals.of(
                                name,
                                k.bench.subject(run),
                                k.inference(run),
                                k.bench.shown(run),
                                Traversals.Options.defaults())));
        kinds.put("film", Kind.of("run shown?", FigureKinds::film));
        kinds.put("parameters", Kind.of("run shown?", FigureKinds::parameters));
        kinds.put("heat-maps", Kind.of("run shown?", FigureKinds::heatMaps));
        return kinds;
    }

    /** A figure of one model. */
    @FunctionalInterface
    private interface OfModel {
        Optional<Figure> draw(FigureKinds kinds, String name, String run);
    }

    /** Figures for the page, and figures that are files only. */
    record Drawn(List<Figure> shown, List<Figure> besides) {}

    /**
     * Draws what an item of the file asks for; nothing where the model cannot give it (a plane of a code of three dimensions).
     *
     * @param kind one of {@link #kinds}
     * @throws dev.lattice.core.config.ConfigException if one of its options is wrong
     */
    Drawn draw(String kind, Options options) {
        List<Figure> figures = KINDS.get(kind).maker().apply(this, options);
        int shown = Math.min(options.count("shown", figures.size()), figures.size());
        return new Drawn(figures.subList(0, shown), figures.subList(shown, figures.size()));
    }

    private static Kind<BiFunction<FigureKinds, Options, List<Figure>>> ofModel(String stem, OfModel drawing) {
        return Kind.of("run shown?", (kinds, options) -> {
            String run = options.text("run");
            return drawing.draw(kinds, stem + "-" + run, run).stream().toList();
        });
    }

    private Inference inference(String run) {
        return bench.model(run).inference();
    }

    private int height(String run) {
        return bench.saved(run).model().height();
    }

    private int width(String run) {
        return bench.saved(run).model().width();
    }

    private List<Figure> data(Options options) {
        String run = options.text("run");
        return List.of(DataSamples.of(
                "data-" + run, bench.dataset(run).name(), bench.dataset(run).train()));
    }

    private List<Figure> curves(Options options) {
        List<String> runs = options.texts("runs");
        return LossCurves.of(
                        "curves-" + String.join("-", runs),
                        runs.stream()
                                .map(r -> new LossCurves.Training(
                                        bench.subject(r).label(), bench.saved(r).curve()))
                                .toList())
                .stream()
                .toList();
    }

    private List<Figure> compared(Options options) {
        List<String> runs = options.texts("runs");
        Reconstructions.SideBySide rows = new Reconstructions.SideBySide(bench.shown(runs.get(0)));
        runs.forEach(r -> rows.shown(bench.subject(r), inference(r)).ifPresent(rows::add));
        return rows.figure("reconstructions-compared").stream().toList();
    }

    private List<Figure> variations(Options options) {
        String run = options.text("run");
        int label = options.count("label", 0);
        return PriorSamples.ofLabel(
                        "variations-" + label, bench.subject(run), inference(run), label, height(run), width(run))
                .stream()
                .toList();
    }

    private List<Figure> film(Options options) {
        String run = options.text("run");
        return ModelTraining.film(bench.run(run).folder(), bench.saved(run)).stream()
                .flatMap(reel -> List.of(
                        Filmstrip.reconstructions("film-" + run, bench.subject(run), reel),
                        Filmstrip.samples("film-samples-" + run, bench.subject(run), reel))
                        .stream())
                .toList();
    }

    private List<Figure> parameters(Options options) {
        String run = options.text("run");
        return ParameterEffects.together("parameters-" + run, group(run), keys(run)).stream()
                .toList();
    }

    private List<Figure> heatMaps(Options options) {
        String run = options.text("run");
        return HeatMap.ofPairs("heat-map", group(run), keys(run));
    }

    private RankedGroup group(String run) {
        StudyInfo.View study = bench.study(run);
        return Ranking.of(study, study.info().objective()).groups().get(0);
    }

    private List<String> keys(String run) {
        return Parameters.varied(bench.study(run));
    }
}
