package dev.lattice.search.arbiter;

import dev.lattice.search.space.Sampler;
import dev.lattice.search.space.SearchSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.commons.math3.random.JDKRandomGenerator;
import org.apache.commons.math3.random.RandomGenerator;
import org.deeplearning4j.arbiter.optimize.api.Candidate;
import org.deeplearning4j.arbiter.optimize.api.OptimizationResult;
import org.deeplearning4j.arbiter.optimize.api.data.DataSource;
import org.deeplearning4j.arbiter.optimize.api.score.ScoreFunction;
import org.deeplearning4j.arbiter.optimize.generator.GeneticSearchCandidateGenerator;
import org.deeplearning4j.arbiter.optimize.generator.genetic.crossover.UniformCrossover;
import org.deeplearning4j.arbiter.optimize.generator.genetic.crossover.parentselection.RandomTwoParentSelection;
import org.deeplearning4j.arbiter.optimize.generator.genetic.culling.LeastFitCullOperator;
import org.deeplearning4j.arbiter.optimize.generator.genetic.exceptions.GeneticGenerationException;
import org.deeplearning4j.arbiter.optimize.generator.genetic.mutation.RandomMutationOperator;
import org.deeplearning4j.arbiter.optimize.generator.genetic.population.PopulationModel;
import org.deeplearning4j.arbiter.optimize.generator.genetic.selection.GeneticSelectionOperator;

/**
 * Breeds points generation by generation.
 *
 * <p>A generation is asked as a whole and told in its order, so what is bred next depends on the numbers alone and not on
 * which worker ended first. Points that were tried are bred again instead of trained again.
 */
final class GeneticSampler implements Sampler {

    private final SearchSpec search;
    private final GeneticSearchCandidateGenerator generator;
    private final Set<Map<String, Object>> tried = new HashSet<>();
    private final Map<Map<String, Object>, Candidate<?>> asked = new LinkedHashMap<>();

    GeneticSampler(SearchSpec search) {
        this.search = search;
        RandomGenerator random = new JDKRandomGenerator();
        random.setSeed(search.seed());
        UniformCrossover crossover = new UniformCrossover.Builder()
                .randomGenerator(random)
                .parentSelection(new RandomTwoParentSelection(random))
                .build();
        generator = new GeneticSearchCandidateGenerator.Builder(
                        ArbiterSamplers.unitCube(search.axes()), new Minimized())
                .populationModel(new PopulationModel.Builder()
                        .populationSize(search.population())
                        .cullOperator(new LeastFitCullOperator())
                        .build())
                .selectionOperator(new GeneticSelectionOperator.Builder()
                        .randomGenerator(random)
                        .crossoverOperator(crossover)
                        .mutationOperator(new RandomMutationOperator.Builder()
                                .randomGenerator(random)
                                .build())
                        .build())
                .build();
    }

    @Override
    public List<Map<String, Object>> ask() {
        asked.clear();
        int wanted = Math.min(search.population(), search.trials() - tried.size());
        int repeats = 0;
        while (asked.size() < wanted && repeats < ArbiterSamplers.MOST_REPEATS) {
            Candidate<?> candidate = generator.getCandidate();
            if (candidate.getException() instanceof GeneticGenerationException) {
                // The population has become so uniform that no new genes can be bred.
                break;
            }
            Map<String, Object> point = ArbiterSamplers.point(search.axes(), ArbiterSamplers.place(candidate));
            if (tried.add(point)) {
                asked.put(point, candidate);
                repeats = 0;
            } else {
                repeats++;
            }
        }
        return new ArrayList<>(asked.keySet());
    }

    @Override
    public void tell(List<Result> results) {
        for (Result result : results) {
            Candidate<?> candidate = asked.get(result.point());
            result.objective()
                    .ifPresent(score -> generator.reportResults(
                            new OptimizationResult(candidate, score, candidate.getIndex(), null, null, null)));
        }
    }

    /** Tells Arbiter that lower is better; it never scores anything itself. */
    private static final class Minimized implements ScoreFunction {

        private static final long serialVersionUID = 1L;

        // The interface demands the deprecated form as well.
        @Override
        @SuppressWarnings("deprecation")
        public double score(
                Object model,
                org.deeplearning4j.arbiter.optimize.api.data.DataProvider data,
                Map<String, Object> parameters) {
            throw new UnsupportedOperationException();
        }

        @Override
        public double score(Object model, Class<? extends DataSource> source, Properties properties) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean minimize() {
            return true;
        }

        @Override
        public List<Class<?>> getSupportedModelTypes() {
            return List.of();
        }

        @Override
        public List<Class<?>> getSupportedDataTypes() {
            return List.of();
        }
    }
}
