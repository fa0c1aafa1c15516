package dev.lattice.search.arbiter;

import dev.lattice.search.space.ListSampler;
import dev.lattice.search.space.ParameterSpace;
import dev.lattice.search.space.Sampler;
import dev.lattice.search.space.SearchSpec;
import dev.lattice.search.space.Strategy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.arbiter.optimize.api.Candidate;
import org.deeplearning4j.arbiter.optimize.generator.GridSearchCandidateGenerator;
import org.deeplearning4j.arbiter.optimize.generator.RandomSearchGenerator;
import org.deeplearning4j.arbiter.optimize.parameter.continuous.ContinuousParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.discrete.DiscreteParameterSpace;

/** Makes the sampler of a search. */
public final class ArbiterSamplers {

    /** After so many draws of known points in a row the space is taken to be exhausted. */
    static final int MOST_REPEATS = 1_000;

    private ArbiterSamplers() {}

    /** Returns a new sampler at the beginning of the search. */
    public static Sampler of(SearchSpec search) {
        if (search.strategy() == Strategy.GENETIC) {
            return new GeneticSampler(search);
        }
        return new ListSampler(
                switch (search.strategy()) {
                    case GRID -> grid(search.axes());
                    case RANDOM -> random(search);
                    default -> listed(search.axes().get(0));
                });
    }

    private static List<Map<String, Object>> listed(ParameterSpace axis) {
        return axis.gridValues().stream().map(v -> Map.of(axis.key(), v)).toList();
    }

    /** Returns every combination; the last axis changes fastest. */
    private static List<Map<String, Object>> grid(List<ParameterSpace> axes) {
        List<List<Object>> values =
                axes.stream().map(ParameterSpace::gridValues).toList();
        List<org.deeplearning4j.arbiter.optimize.api.ParameterSpace<? extends Number>> leaves = new ArrayList<>();
        int[] leafOf = new int[axes.size()];
        // Arbiter's first leaf changes fastest, and its grid needs at least two values per leaf.
        for (int a = axes.size() - 1; a >= 0; a--) {
            leafOf[a] = values.get(a).size() > 1 ? leaves.size() : -1;
            if (leafOf[a] >= 0) {
                leaves.add(indices(values.get(a).size()));
            }
        }
        Set<Map<String, Object>> points = new LinkedHashSet<>();
        for (double[] place : places(leaves)) {
            Map<String, Object> point = new LinkedHashMap<>();
            for (int a = 0; a < axes.size(); a++) {
                point.put(axes.get(a).key(), values.get(a).get(leafOf[a] < 0 ? 0 : (int) place[leafOf[a]]));
            }
            points.add(point);
        }
        return List.copyOf(points);
    }

    private static List<double[]> places(
            List<org.deeplearning4j.arbiter.optimize.api.ParameterSpace<? extends Number>> leaves) {
        if (leaves.isEmpty()) {
            return List.of(new double[0]);
        }
        GridSearchCandidateGenerator generator = new GridSearchCandidateGenerator(
                new UnitCube(leaves), 2, GridSearchCandidateGenerator.Mode.Sequential, null);
        List<double[]> places = new ArrayList<>();
        while (generator.hasMoreCandidates()) {
            places.add(place(generator.getCandidate()));
        }
        return places;
    }

    private static DiscreteParameterSpace<Integer> indices(int size) {
        List<Integer> indices = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            indices.add(i);
        }
        return new DiscreteParameterSpace<>(indices);
    }

    private static List<Map<String, Object>> random(SearchSpec search) {
        RandomSearchGenerator generator = new RandomSearchGenerator(unitCube(search.axes()));
        generator.setRngSeed(search.seed());
        Set<Map<String, Object>> points = new LinkedHashSet<>();
        int repeats = 0;
        while (points.size() < search.trials() && repeats < MOST_REPEATS) {
            repeats = points.add(point(search.axes(), place(generator.getCandidate()))) ? 0 : repeats + 1;
        }
        return List.copyOf(points);
    }

    /** Returns the space of a unit interval for each axis. */
    static UnitCube unitCube(List<ParameterSpace> axes) {
        List<org.deeplearning4j.arbiter.optimize.api.ParameterSpace<? extends Number>> leaves = new ArrayList<>();
        axes.forEach(axis -> leaves.add(new ContinuousParameterSpace(0.0, 1.0)));
        return new UnitCube(leaves);
    }

    /** Returns the values at a place of the unit cube. */
    static Map<String, Object> point(List<ParameterSpace> axes, double[] place) {
        Map<String, Object> point = new LinkedHashMap<>();
        for (int a = 0; a < place.length; a++) {
            point.put(axes.get(a).key(), axes.get(a).fromUnit(place[a]));
        }
        return point;
    }

    /** Returns the coordinates of a candidate, or throws what Arbiter swallowed when it made it. */
    static double[] place(Candidate<?> candidate) {
        if (candidate.getException() != null) {
            throw new IllegalStateException("Arbiter could not make a candidate", candidate.getException());
        }
        return ((UnitCube.Place) candidate.getValue()).coordinates();
    }
}
