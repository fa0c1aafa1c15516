package dev.lattice.report;

import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.data.ImageSet;
import dev.lattice.core.engine.Inference;
import dev.lattice.core.trial.StudyInfo;
import dev.lattice.report.figure.Figure;
import dev.lattice.report.figure.Filmstrip;
import dev.lattice.report.figure.HeatMap;
import dev.lattice.report.figure.LatentScatter;
import dev.lattice.report.figure.LearningCurves;
import dev.lattice.report.figure.ParallelCoordinates;
import dev.lattice.report.figure.ParameterEffects;
import dev.lattice.report.figure.PriorSamples;
import dev.lattice.report.figure.Reconstructions;
import dev.lattice.report.figure.SearchHistory;
import dev.lattice.report.figure.Subject;
import dev.lattice.report.rank.RankedGroup;
import dev.lattice.report.rank.RankedTrial;
import dev.lattice.report.rank.Ranking;
import dev.lattice.report.rank.Standings;
import dev.lattice.report.table.ComparisonTable;
import dev.lattice.report.table.Parameters;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Every figure of a study.
 *
 * @param onPage those that the page shows, in order
 * @param besides those that are only files: one for each parameter
 */
record StudyFigures(List<Figure> onPage, List<Figure> besides) {

    /** Groups beyond these few are in the tables only. */
    private static final int MOST_GROUPS = 4;

    /** Strategies that draw cells one after the other. */
    private static final Set<String> DRAWN = Set.of("random", "genetic");

    /** Draws what the study and its kept models allow; each model is open only while it is drawn. */
    static StudyFigures of(
            StudyInfo.View study, Ranking ranking, List<Standings> standings, ModelGallery gallery, int best) {
        // Seeds are chance: nothing depends on which they are.
        List<String> keys =
                Parameters.varied(study).stream().filter(k -> !k.equals("seed")).toList();
        List<RankedGroup> groups = ranking.groups()
                .subList(0, Math.min(MOST_GROUPS, ranking.groups().size()));
        List<Figure> onPage = new ArrayList<>();
        List<Figure> besides = new ArrayList<>();
        for (int g = 0; g < groups.size(); g++) {
            RankedGroup group = groups.get(g);
            String suffix = suffix(g);
            LearningCurves.of("learning-curves" + suffix, standings.get(g), best)
                    .ifPresent(onPage::add);
            if (DRAWN.contains(study.info().strategy())) {
                SearchHistory.of("search-history" + suffix, group).ifPresent(onPage::add);
            }
            ParameterEffects.together("parameters" + suffix, group, keys).ifPresent(onPage::add);
            HeatMap.of("heat-map" + suffix, group, keys).ifPresent(onPage::add);
            ParallelCoordinates.of("parallel-coordinates" + suffix, group, keys).ifPresent(onPage::add);
            besides.addAll(ParameterEffects.each("parameter" + suffix, group, keys));
        }
        boolean compared = ComparisonTable.applies(study);
        // What is compared is all shown; of a search, the best.
        sideBySide(
                        compared ? ranking.groups() : groups,
                        gallery,
                        compared ? Integer.MAX_VALUE : best,
                        compared ? Integer.MAX_VALUE : 1)
                .ifPresent(onPage::add);
        for (int g = 0; g < groups.size(); g++) {
            String suffix = suffix(g);
            kept(groups.get(g), gallery, 1).forEach(cell -> onPage.addAll(ofModel(cell, gallery, suffix)));
        }
        return new StudyFigures(List.copyOf(onPage), List.copyOf(besides));
    }

    /** Returns the same figures with others after them on the page. */
    StudyFigures with(List<Figure> others) {
        List<Figure> all = new ArrayList<>(others);
        all.addAll(0, onPage.stream().toList());
        return new StudyFigures(List.copyOf(all), besides);
    }

    private static String suffix(int group) {
        return group == 0 ? "" : "-" + (group + 1);
    }

    private static List<Figure> ofModel(RankedTrial cell, ModelGallery gallery, String suffix) {
        List<Figure> figures = new ArrayList<>();
        int number = cell.trial().number();
        Subject subject = Subject.of(cell);
        Optional<Inference.Input> input = validation(gallery, number);
        try (Inference model = gallery.open(number).orElseThrow()) {
            input.flatMap(i -> Reconstructions.of("reconstructions" + suffix, subject, model, i))
                    .ifPresent(figures::add);
            Optional<Integer> height = input.map(i -> i.images().height())
                    .or(() -> PriorSamples.squareSide(model.network().pixels()));
            height.flatMap(h -> PriorSamples.of(
                            "prior-samples" + suffix,
                            subject,
                            model,
                            h,
                            model.network().pixels() / h))
                    .ifPresent(figures::add);
            input.flatMap(i -> LatentScatter.of("latent" + suffix, subject, model, i))
                    .ifPresent(figures::add);
        }
        gallery.film(number).ifPresent(reel -> {
            figures.add(Filmstrip.reconstructions("film" + suffix, subject, reel));
            figures.add(Filmstrip.samples("film-samples" + suffix, subject, reel));
        });
        return figures;
    }

    private static Optional<Figure> sideBySide(
            List<RankedGroup> groups, ModelGallery gallery, int ofFirst, int ofOthers) {
        List<RankedTrial> cells = new ArrayList<>();
        for (int g = 0; g < groups.size(); g++) {
            // One seed of each row is enough to look at: the best.
            Set<List<Object>> seen = new HashSet<>();
            kept(groups.get(g), gallery, Integer.MAX_VALUE).stream()
                    .filter(t -> seen.add(row(t)))
                    .limit(g == 0 ? ofFirst : ofOthers)
                    .forEach(cells::add);
        }
        Optional<Inference.Input> input = cells.isEmpty()
                ? Optional.empty()
                : validation(gallery, cells.get(0).trial().number());
        return input.flatMap(i -> {
            Reconstructions.SideBySide rows = new Reconstructions.SideBySide(i);
            // A model is read and bound for a few images: its turn takes a core tens of milliseconds.
            cells.parallelStream()
                    .map(cell -> {
                        try (Inference model =
                                gallery.open(cell.trial().number()).orElseThrow()) {
                            return rows.shown(Subject.of(cell), model);
                        }
                    })
                    .toList()
                    .forEach(shown -> shown.ifPresent(rows::add));
            return rows.figure("best-reconstructions");
        });
    }

    private static List<Object> row(RankedTrial cell) {
        ExperimentSpec e = cell.trial().experiment();
        return List.of(e.name(), e.model(), e.training());
    }

    /** Returns the best cells whose models were kept. */
    private static List<RankedTrial> kept(RankedGroup group, ModelGallery gallery, int most) {
        return group.trials().stream()
                .filter(t -> gallery.has(t.trial().number()))
                .limit(most)
                .toList();
    }

    private static Optional<Inference.Input> validation(ModelGallery gallery, int number) {
        return gallery.validation(number).filter(i -> i.images().count() > 0).map(i -> {
            ImageSet few = i.images().first(ModelGallery.IMAGES);
            return new Inference.Input(few, i.binarization(), i.seeds());
        });
    }
}
