package dev.lattice.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lattice.core.trial.StudyInfo;
import dev.lattice.report.figure.Figure;
import dev.lattice.report.rank.LossSource;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StudyFiguresTest {

    /** In a grid the order of cells means nothing. */
    @ParameterizedTest
    @CsvSource({"random, true", "genetic, true", "grid, false", "list, false"})
    void aSearchThatDrawsItsCellsHasAHistory(String strategy, boolean has) {
        StudyFixture fixture = new StudyFixture().strategy(strategy);
        for (int i = 0; i < 6; i++) {
            fixture.cell(100 - i, Map.of("model.latent", 2 + i));
        }
        StudyInfo.View study = fixture.view();
        RankedStudy ranked = RankedStudy.of(study, "", LossSource.none());
        StudyFigures figures = StudyFigures.of(study, ranked.ranking(), ranked.standings(), ModelGallery.none(), 3);
        assertEquals(has, figures.onPage().stream().map(Figure::name).anyMatch("search-history"::equals));
    }
}
