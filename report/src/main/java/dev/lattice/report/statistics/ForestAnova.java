package dev.lattice.report.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.common.tree.RandomForestTrainer;
import org.tribuo.ensemble.WeightedEnsembleModel;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.ensemble.AveragingCombiner;
import org.tribuo.regression.rtree.CARTRegressionTrainer;
import org.tribuo.regression.rtree.IndependentRegressionTreeModel;
import org.tribuo.regression.rtree.impurity.MeanSquaredError;

/**
 * Functional analysis of variance of cells that are no full grid, through a random forest that stands for the function between
 * them (Hutter, Hoos and Leyton-Brown, ICML 2014, Section 4): each tree is analysed exactly, and shares and marginal means are
 * those of the trees on average.
 *
 * @param anova shares and marginal means, with their standard deviation over the trees
 * @param explained share of the variance of cells that a forest explains which has not seen them (R²); NaN with too few cells to
 *     set some aside. Below a half, the shares say little
 */
public record ForestAnova(Anova anova, double explained) {

    /** Announces every tree on the console otherwise; in a field, since nobody else holds on to it. */
    private static final Logger TREE_LOG = Logger.getLogger("org.tribuo");

    static {
        TREE_LOG.setLevel(Level.WARNING);
    }

    private static final int TREES = 64;
    private static final float FEATURES = 0.8f;
    private static final int LEAST_CELLS = 20;
    private static final int HELD_OUT = 5;

    // A feature of zero is an absent one to Tribuo.
    private static final double SHIFT = 1;

    /**
     * Returns the analysis.
     *
     * @param levels [d] number of places of each axis
     * @param places [cells][d] where each cell lies, from 0
     * @param values [cells]
     */
    public static ForestAnova of(int[] levels, int[][] places, double[] values, long seed) {
        // Two forests that know nothing of each other, most of the time that a report takes.
        CompletableFuture<Double> explained =
                CompletableFuture.supplyAsync(() -> explained(levels, places, values, seed));
        List<Anova> trees = forest(levels, places, values, seed).stream()
                .map(TreeBoxes::anova)
                // A tree without a split has no variance to share out.
                .filter(a -> a.variance() > 0)
                .toList();
        return new ForestAnova(mean(levels, trees), explained.join());
    }

    private static List<TreeBoxes> forest(int[] levels, int[][] places, double[] values, long seed) {
        int d = levels.length;
        String[] names = new String[d];
        Arrays.setAll(names, k -> "p" + k);
        RegressionFactory outputs = new RegressionFactory();
        MutableDataset<Regressor> data =
                new MutableDataset<>(new SimpleDataSourceProvenance("cells of a study", outputs), outputs);
        for (int c = 0; c < places.length; c++) {
            double[] features = new double[d];
            for (int k = 0; k < d; k++) {
                features[k] = SHIFT + places[c][k];
            }
            data.add(new ArrayExample<>(new Regressor("value", values[c]), names, features));
        }
        CARTRegressionTrainer tree = new CARTRegressionTrainer(
                Integer.MAX_VALUE, 2, 0, d == 1 ? 1 : FEATURES, false, new MeanSquaredError(), seed);
        WeightedEnsembleModel<Regressor> forest = (WeightedEnsembleModel<Regressor>)
                new RandomForestTrainer<>(tree, new AveragingCombiner(), TREES, seed).train(data);
        int[] axisOf = new int[d];
        for (int k = 0; k < d; k++) {
            int id = forest.getFeatureIDMap().getID(names[k]);
            if (id >= 0) {
                axisOf[id] = k;
            }
        }
        return forest.getModels().stream()
                .map((Model<Regressor> m) -> ((IndependentRegressionTreeModel) m).getRoots())
                .map(roots -> TreeBoxes.of(roots.values().iterator().next(), levels, axisOf, SHIFT))
                .toList();
    }

    private static Anova mean(int[] levels, List<Anova> trees) {
        int d = levels.length;
        double[] main = new double[d];
        double[][] pairs = new double[d][d];
        double[][] marginal = new double[d][];
        double[][] spread = new double[d][];
        double mean = 0;
        double variance = 0;
        for (int k = 0; k < d; k++) {
            marginal[k] = new double[levels[k]];
            spread[k] = new double[levels[k]];
        }
        int n = Math.max(1, trees.size());
        for (Anova tree : trees) {
            mean += tree.mean() / n;
            variance += tree.variance() / n;
            for (int k = 0; k < d; k++) {
                main[k] += tree.main()[k] / n;
                for (int l = 0; l < d; l++) {
                    pairs[k][l] += tree.pairs()[k][l] / n;
                }
                for (int p = 0; p < levels[k]; p++) {
                    marginal[k][p] += tree.marginal()[k][p] / n;
                }
            }
        }
        for (Anova tree : trees) {
            for (int k = 0; k < d; k++) {
                for (int p = 0; p < levels[k]; p++) {
                    double off = tree.marginal()[k][p] - marginal[k][p];
                    spread[k][p] += off * off / n;
                }
            }
        }
        for (double[] row : spread) {
            Arrays.setAll(row, p -> Math.sqrt(row[p]));
        }
        return new Anova(mean, variance, main, pairs, marginal, spread);
    }

    private static double explained(int[] levels, int[][] places, double[] values, long seed) {
        int n = values.length;
        if (n < LEAST_CELLS) {
            return Double.NaN;
        }
        int[] order = new int[n];
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < n; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        int held = n / HELD_OUT;
        int[] learned = Arrays.copyOfRange(order, held, n);
        List<TreeBoxes> trees = forest(
                levels,
                Arrays.stream(learned).mapToObj(i -> places[i]).toArray(int[][]::new),
                Arrays.stream(learned).mapToDouble(i -> values[i]).toArray(),
                seed);
        double mean = Arrays.stream(order, 0, held)
                .mapToDouble(i -> values[i])
                .average()
                .orElseThrow();
        double squares = 0;
        double errors = 0;
        for (int h = 0; h < held; h++) {
            int[] place = places[order[h]];
            double predicted =
                    trees.stream().mapToDouble(t -> t.at(place)).average().orElse(mean);
            errors += (values[order[h]] - predicted) * (values[order[h]] - predicted);
            squares += (values[order[h]] - mean) * (values[order[h]] - mean);
        }
        return squares > 0 ? 1 - errors / squares : Double.NaN;
    }
}
