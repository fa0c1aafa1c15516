package dev.lattice.core.evaluate;

import java.util.Arrays;

/**
 * Classification of codes by the commonest class of the k nearest, in Euclidean distance; ties go to the smaller class. Cover and
 * Hart, <i>Nearest neighbor pattern classification</i>, IEEE Transactions on Information Theory 13, 1967.
 */
public final class NearestCodes {

    private final float[] codes;
    private final int[] labels;
    private final int latent;
    private final int classes;

    /**
     * Takes the codes whose classes are known.
     *
     * @param codes [count, latent] row by row
     * @param labels [count], 0 to {@code classes − 1}
     */
    public NearestCodes(float[] codes, int[] labels, int classes) {
        this.codes = codes;
        this.labels = labels;
        this.latent = codes.length / labels.length;
        this.classes = classes;
    }

    /** Returns the share of the known codes that are classified right, each by the k nearest others. */
    public double leaveOneOut(int k) {
        int right = 0;
        for (int i = 0; i < labels.length; i++) {
            right += vote(codes, i, i, k) == labels[i] ? 1 : 0;
        }
        return right / (double) labels.length;
    }

    /** Returns whether each of other codes [count, latent] is classified as its label, 1 or 0 [count]. */
    public double[] right(float[] others, int[] wanted, int k) {
        double[] right = new double[wanted.length];
        Arrays.setAll(right, i -> vote(others, i, -1, k) == wanted[i] ? 1 : 0);
        return right;
    }

    private int vote(float[] from, int code, int leftOut, int k) {
        double[] nearest = new double[k];
        int[] found = new int[k];
        Arrays.fill(nearest, Double.MAX_VALUE);
        Arrays.fill(found, -1);
        for (int other = 0; other < labels.length; other++) {
            double distance = 0;
            for (int j = 0; j < latent && distance < nearest[k - 1]; j++) {
                double difference = from[code * latent + j] - codes[other * latent + j];
                distance += difference * difference;
            }
            int place = k;
            while (place > 0 && distance < nearest[place - 1]) {
                place--;
            }
            if (other != leftOut && place < k) {
                System.arraycopy(nearest, place, nearest, place + 1, k - 1 - place);
                System.arraycopy(found, place, found, place + 1, k - 1 - place);
                nearest[place] = distance;
                found[place] = labels[other];
            }
        }
        int[] votes = new int[classes];
        Arrays.stream(found).filter(l -> l >= 0).forEach(l -> votes[l]++);
        int winner = 0;
        for (int c = 1; c < votes.length; c++) {
            winner = votes[c] > votes[winner] ? c : winner;
        }
        return winner;
    }
}
