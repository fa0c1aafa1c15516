package dev.lattice.search.space;

import dev.lattice.core.config.ConfigException;
import dev.lattice.core.config.DatasetSpec;
import dev.lattice.core.config.Likelihood;
import dev.lattice.core.config.ModelSpec;
import dev.lattice.core.model.Variant;
import dev.lattice.core.model.Variants;
import dev.lattice.core.trial.Metric;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Looks at the corners of a space before it is searched; see {@link SearchSpec#check}. */
final class SpaceCheck {

    /** Combinations that are tried before the rest is trusted to be as good. */
    private static final int MOST = 20_000;

    private final SearchSpec search;
    private final List<ParameterSpace> axes;

    SpaceCheck(SearchSpec search) {
        this.search = search;
        this.axes = search.axes();
    }

    /** Throws for the first corner that is not possible, or that a genetic search may not compare with the first. */
    void run() {
        int[] index = new int[axes.size()];
        Cell first = search.cell(corner(index));
        // Each axis by itself before any combination: of many combinations those of the first axes are never reached.
        for (int a = 0; a < index.length; a++) {
            while (++index[a] < axes.get(a).corners().size()) {
                look(first, search.cell(corner(index)));
            }
            index[a] = 0;
        }
        for (int tried = 1; tried < MOST && advance(index); tried++) {
            look(first, search.cell(corner(index)));
        }
    }

    private void look(Cell first, Cell cell) {
        if (search.strategy() == Strategy.GENETIC && !measured(cell).equals(measured(first))) {
            throw new ConfigException(
                    "strategy genetic learns from numbers that must be comparable, and those of cells "
                            + first.describe() + " and " + cell.describe() + " are not");
        }
    }

    private Map<String, Object> corner(int[] index) {
        Map<String, Object> point = new LinkedHashMap<>();
        for (int a = 0; a < index.length; a++) {
            point.put(axes.get(a).key(), axes.get(a).corners().get(index[a]));
        }
        return point;
    }

    /** Goes to the next corner, the last axis fastest; returns false after the last. */
    private boolean advance(int[] index) {
        for (int a = index.length - 1; a >= 0; a--) {
            if (++index[a] < axes.get(a).corners().size()) {
                return true;
            }
            index[a] = 0;
        }
        return false;
    }

    /** Returns what a cell's objective is measured on and under. */
    private List<Object> measured(Cell cell) {
        DatasetSpec data = cell.experiment().dataset();
        ModelSpec model = cell.experiment().model();
        Variant variant = Variants.configured(model);
        String objective = search.objective();
        return List.of(
                data.name(),
                data.path(),
                data.testPath(),
                data.without(),
                data.validation(),
                cell.experiment().splitSeed(),
                data.binarization(),
                model.likelihood(),
                model.likelihood() == Likelihood.GAUSSIAN ? model.sigma() : 0,
                variant.samples(),
                variant.givenLabel(),
                objective.equals(Metric.KL) && variant.lowerCode().isPresent(),
                objective.equals(Metric.OBJECTIVE) ? List.of(model.variant(), model.options()) : List.of());
    }
}
