package dev.lattice.report.statistics;

import java.util.ArrayList;
import java.util.List;
import org.tribuo.common.tree.LeafNode;
import org.tribuo.common.tree.Node;
import org.tribuo.common.tree.SplitNode;
import org.tribuo.regression.Regressor;

/**
 * A regression tree as what it is: a value for each box of the domain. A box is a range of places on each axis, where axis k has
 * {@code levels[k]} equally likely places 0, 1, 2, ….
 */
final class TreeBoxes {

    /** A leaf: places {@code from[k]} to {@code to[k] − 1} of each axis. */
    record Box(int[] from, int[] to, double value) {}

    private final Node<Regressor> root;
    private final int[] levels;
    private final int[] axisOf;
    private final double shift;
    private final List<Box> boxes = new ArrayList<>();

    private TreeBoxes(Node<Regressor> root, int[] levels, int[] axisOf, double shift) {
        this.root = root;
        this.levels = levels;
        this.axisOf = axisOf;
        this.shift = shift;
    }

    /**
     * Returns the boxes of a tree over places.
     *
     * @param axisOf axis of each of the tree's features
     * @param shift what was added to a place to make the feature
     */
    static TreeBoxes of(Node<Regressor> root, int[] levels, int[] axisOf, double shift) {
        TreeBoxes tree = new TreeBoxes(root, levels, axisOf, shift);
        tree.walk(root, new int[levels.length], levels.clone());
        return tree;
    }

    private void walk(Node<Regressor> node, int[] from, int[] to) {
        if (node instanceof SplitNode<Regressor> split) {
            int axis = axisOf[split.getFeatureID()];
            int cut = cut(split);
            int[] lowTo = to.clone();
            lowTo[axis] = Math.min(to[axis], cut);
            if (lowTo[axis] > from[axis]) {
                walk(split.getLessThanOrEqual(), from, lowTo);
            }
            int[] highFrom = from.clone();
            highFrom[axis] = Math.max(from[axis], cut);
            if (highFrom[axis] < to[axis]) {
                walk(split.getGreaterThan(), highFrom, to);
            }
        } else if (node instanceof LeafNode<Regressor> leaf) {
            boxes.add(new Box(from.clone(), to.clone(), leaf.getOutput().getValues()[0]));
        } else {
            throw new IllegalStateException("a tree has a node that is neither split nor leaf: " + node);
        }
    }

    /** Returns the first place beyond a split: places up to the threshold go to one side, the others to the other. */
    private int cut(SplitNode<Regressor> split) {
        return (int) Math.floor(split.splitValue() - shift) + 1;
    }

    /** Returns the value at a place. */
    double at(int[] place) {
        Node<Regressor> node = root;
        while (node instanceof SplitNode<Regressor> split) {
            node = place[axisOf[split.getFeatureID()]] < cut(split)
                    ? split.getLessThanOrEqual()
                    : split.getGreaterThan();
        }
        return ((LeafNode<Regressor>) node).getOutput().getValues()[0];
    }

    /** Returns the analysis of variance of the tree, exact: every box is counted with its share of the domain. */
    Anova anova() {
        int d = levels.length;
        double mean = 0;
        double squares = 0;
        double[][] marginal = new double[d][];
        double[][][] joint = new double[d][d][];
        for (int k = 0; k < d; k++) {
            marginal[k] = new double[levels[k]];
            for (int l = 0; l < k; l++) {
                joint[k][l] = new double[levels[k] * levels[l]];
            }
        }
        for (Box box : boxes) {
            double volume = volume(box, -1, -1);
            mean += volume * box.value();
            squares += volume * box.value() * box.value();
            for (int k = 0; k < d; k++) {
                double others = volume(box, k, -1) * box.value();
                for (int p = box.from()[k]; p < box.to()[k]; p++) {
                    marginal[k][p] += others;
                }
                for (int l = 0; l < k; l++) {
                    addPair(box, k, l, joint[k][l]);
                }
            }
        }
        return shares(mean, squares - mean * mean, marginal, joint);
    }

    private void addPair(Box box, int k, int l, double[] joint) {
        double others = volume(box, k, l) * box.value();
        for (int p = box.from()[k]; p < box.to()[k]; p++) {
            for (int q = box.from()[l]; q < box.to()[l]; q++) {
                joint[p * levels[l] + q] += others;
            }
        }
    }

    private Anova shares(double mean, double variance, double[][] marginal, double[][][] joint) {
        int d = levels.length;
        double[] main = new double[d];
        double[][] pairs = new double[d][d];
        double[][] spread = new double[d][];
        for (int k = 0; k < d; k++) {
            spread[k] = new double[levels[k]];
            for (double m : marginal[k]) {
                main[k] += Anova.share((m - mean) * (m - mean) / levels[k], variance);
            }
            for (int l = 0; l < k; l++) {
                double own = 0;
                for (int a = 0; a < joint[k][l].length; a++) {
                    double effect = joint[k][l][a] - marginal[k][a / levels[l]] - marginal[l][a % levels[l]] + mean;
                    own += effect * effect / joint[k][l].length;
                }
                pairs[k][l] = Anova.share(own, variance);
                pairs[l][k] = pairs[k][l];
            }
        }
        return new Anova(mean, Math.max(0, variance), main, pairs, marginal, spread);
    }

    /** Returns the share of a box, the axes {@code k} and {@code l} left out. */
    private double volume(Box box, int k, int l) {
        double volume = 1;
        for (int a = 0; a < levels.length; a++) {
            if (a != k && a != l) {
                volume *= (box.to()[a] - box.from()[a]) / (double) levels[a];
            }
        }
        return volume;
    }
}
