package dev.lattice.search.arbiter;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.arbiter.optimize.api.AbstractParameterSpace;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;

/** A composite space whose candidates are one number for each leaf: a place in the unit interval, or an index of a grid. */
final class UnitCube extends AbstractParameterSpace<UnitCube.Place> {

    private final List<ParameterSpace<? extends Number>> leaves;

    UnitCube(List<ParameterSpace<? extends Number>> leaves) {
        this.leaves = List.copyOf(leaves);
    }

    /**
     * A candidate. Serializable because Arbiter serializes each candidate in memory when it is made.
     *
     * @param coordinates one for each leaf
     */
    record Place(double[] coordinates) implements Serializable {}

    @Override
    public Place getValue(double[] values) {
        double[] coordinates = new double[leaves.size()];
        for (int i = 0; i < coordinates.length; i++) {
            coordinates[i] = leaves.get(i).getValue(values).doubleValue();
        }
        return new Place(coordinates);
    }

    @Override
    public int numParameters() {
        return leaves.size();
    }

    @Override
    @SuppressWarnings("rawtypes") // Arbiter's signature
    public List<ParameterSpace> collectLeaves() {
        return List.copyOf(leaves);
    }

    @Override
    @SuppressWarnings("rawtypes") // Arbiter's signature
    public Map<String, ParameterSpace> getNestedSpaces() {
        Map<String, ParameterSpace> spaces = new LinkedHashMap<>();
        for (int i = 0; i < leaves.size(); i++) {
            spaces.put(Integer.toString(i), leaves.get(i));
        }
        return spaces;
    }

    @Override
    public boolean isLeaf() {
        return false;
    }

    @Override
    public void setIndices(int... indices) {
        throw new UnsupportedOperationException("only leaves have indices");
    }
}
