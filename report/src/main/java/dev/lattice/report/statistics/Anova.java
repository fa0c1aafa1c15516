package dev.lattice.report.statistics;

/**
 * Functional analysis of variance of a function of d parameters: how much of its variance each parameter explains by itself, each
 * pair beyond its two parameters, and how the mean depends on each (Hutter, Hoos and Leyton-Brown, "An efficient approach for
 * assessing hyperparameter importance", ICML 2014, Section 3).
 *
 * @param mean of the function over its domain
 * @param variance of the function over its domain
 * @param main [d] share of the variance, in [0, 1]
 * @param pairs [d][d] share beyond the main effects, in [0, 1]; symmetric, 0 on the diagonal
 * @param marginal [d][levels] mean of the function where a parameter has one of its values
 * @param spread [d][levels] standard deviation of {@code marginal} over the trees of a forest; 0 where it is exact
 */
public record Anova(
        double mean, double variance, double[] main, double[][] pairs, double[][] marginal, double[][] spread) {

    /** Returns the share of what neither one parameter nor a pair explains. */
    public double rest() {
        double explained = 0;
        for (int i = 0; i < main.length; i++) {
            explained += main[i];
            for (int j = 0; j < i; j++) {
                explained += pairs[i][j];
            }
        }
        return variance == 0 ? 0 : Math.max(0, 1 - explained);
    }

    /**
     * Returns the analysis of a full grid, exact: sums over its cells, each value of a parameter as likely as the others.
     *
     * @param levels [d] number of values of each parameter
     * @param values [product of levels], the last parameter varying fastest
     */
    public static Anova ofGrid(int[] levels, double[] values) {
        int d = levels.length;
        int[] stride = new int[d];
        int size = 1;
        for (int k = d - 1; k >= 0; k--) {
            stride[k] = size;
            size *= levels[k];
        }
        if (size != values.length) {
            throw new IllegalArgumentException("a grid of " + size + " cells has " + values.length + " values");
        }
        double mean = mean(values);
        double variance = 0;
        for (double v : values) {
            variance += (v - mean) * (v - mean) / size;
        }
        double[][] marginal = new double[d][];
        double[] main = new double[d];
        for (int k = 0; k < d; k++) {
            marginal[k] = new double[levels[k]];
            for (int c = 0; c < size; c++) {
                marginal[k][c / stride[k] % levels[k]] += values[c] * levels[k] / size;
            }
            for (double m : marginal[k]) {
                main[k] += share((m - mean) * (m - mean) / levels[k], variance);
            }
        }
        double[][] pairs = new double[d][d];
        double[][] spread = new double[d][];
        for (int k = 0; k < d; k++) {
            spread[k] = new double[levels[k]];
            for (int l = 0; l < k; l++) {
                double[] joint = new double[levels[k] * levels[l]];
                for (int c = 0; c < size; c++) {
                    joint[c / stride[k] % levels[k] * levels[l] + c / stride[l] % levels[l]] +=
                            values[c] * joint.length / size;
                }
                double squares = 0;
                for (int a = 0; a < joint.length; a++) {
                    double own = joint[a] - marginal[k][a / levels[l]] - marginal[l][a % levels[l]] + mean;
                    squares += own * own / joint.length;
                }
                pairs[k][l] = share(squares, variance);
                pairs[l][k] = pairs[k][l];
            }
        }
        return new Anova(mean, variance, main, pairs, marginal, spread);
    }

    static double share(double part, double variance) {
        return variance > 0 ? part / variance : 0;
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double v : values) {
            sum += v;
        }
        return sum / values.length;
    }
}
