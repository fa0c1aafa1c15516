package dev.lattice.experiments.run;

import dev.lattice.core.config.ConfigException;
import dev.lattice.core.modelfile.ModelFolder;
import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.StudyInfo;
import dev.lattice.core.trial.TestOpening;
import dev.lattice.core.trial.TrialRecord;
import dev.lattice.report.rank.Candidate;
import dev.lattice.report.rank.RankedTrial;
import dev.lattice.report.rank.Ranking;
import dev.lattice.report.rank.Standings;
import dev.lattice.search.Study;
import dev.lattice.search.store.StudyReader;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures the row that a study recommends on the test images, once: what was measured is recorded in the study, and shown from there
 * ever after.
 */
public final class TestOpenings {

    private final Path folder;
    private final Engines engines;
    private final LoadedData data;
    private final Clock clock;

    /** Creates the openings of a study in a folder. */
    public TestOpenings(Path folder, Engines engines, LoadedData data, Clock clock) {
        this.folder = folder;
        this.engines = engines;
        this.data = data;
        this.clock = clock;
    }

    /**
     * The openings of a row's cells, new ones and old ones.
     *
     * @param cells those whose models are on disk
     * @param missing numbers of those whose models are not: what is left are the row's better seeds, on validation images
     */
    public record Row(List<TestOpening> cells, List<Integer> missing) {

        /** Copies the lists. */
        public Row {
            cells = List.copyOf(cells);
            missing = List.copyOf(missing);
        }
    }

    /**
     * Opens the test images for the recommended row of the first table of a ranking, or its best row where nothing is known about
     * chance; cells for which they were opened before are left as they are.
     *
     * @param metric to rank by, on validation images
     * @throws ConfigException if the search is not over, or no model of the row was kept
     */
    public Row open(String metric) {
        StudyInfo.View view = StudyReader.read(folder);
        Ranking ranking = Ranking.of(view, metric);
        if (!ranking.pending().isEmpty()) {
            throw new ConfigException("--test opens the test images when selection is over, and "
                    + ranking.pending().size() + " cells of " + folder + " are still to do");
        }
        if (ranking.groups().isEmpty()) {
            throw new ConfigException("no cell of " + folder + " is complete, so there is nothing to test");
        }
        Standings standings = Standings.of(ranking.groups().get(0), new StudyLosses(folder));
        Candidate chosen = standings.recommended().orElse(standings.candidates().get(0));
        List<TestOpening> openings = new ArrayList<>();
        List<TestOpening> fresh = new ArrayList<>();
        for (TrialRecord cell : withModels(chosen)) {
            TestOpening opening = view.info().tests().stream()
                    .filter(t -> t.id().equals(cell.id()))
                    .findFirst()
                    .orElseGet(() -> {
                        TestOpening now = new TestOpening(cell.number(), cell.id(), clock.instant(), measured(cell));
                        fresh.add(now);
                        return now;
                    });
            openings.add(opening);
        }
        if (!fresh.isEmpty()) {
            Study.recordTests(folder, fresh);
        }
        List<Integer> missing = new ArrayList<>();
        chosen.cells().forEach(c -> missing.add(c.trial().number()));
        openings.forEach(o -> missing.remove((Integer) o.number()));
        return new Row(openings, missing);
    }

    private List<TrialRecord> withModels(Candidate row) {
        List<TrialRecord> cells = row.cells().stream().map(RankedTrial::trial).toList();
        List<TrialRecord> kept = cells.stream()
                .filter(c -> ModelFolder.isModel(Study.model(folder, c.number())))
                .toList();
        if (kept.isEmpty()) {
            throw new ConfigException("no model of the chosen row is on disk (cells "
                    + cells.stream().map(c -> String.valueOf(c.number())).toList() + " of " + folder
                    + "); sweep again with a larger --keep-models, or 'train' its experiment with evaluateTest");
        }
        return kept;
    }

    private List<Metric> measured(TrialRecord cell) {
        try (OpenModel model = new OpenModel(ModelFolder.read(Study.model(folder, cell.number())), engines, null)) {
            return model.evaluate(model.images(data, "test"), "test");
        }
    }
}
