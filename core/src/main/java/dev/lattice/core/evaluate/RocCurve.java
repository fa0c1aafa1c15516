package dev.lattice.core.evaluate;

import java.util.Arrays;
import java.util.stream.IntStream;

/** How well scores separate two groups, whatever the threshold. */
public final class RocCurve {

    private RocCurve() {}

    /**
     * Returns the area under the receiver operating characteristic: the probability that an anomaly scores higher than a normal
     * image, ties counted half. 0.5 is chance, 1 perfect.
     *
     * @param normal at least one score, none of them NaN
     * @param anomalous at least one score, none of them NaN
     */
    public static double area(double[] normal, double[] anomalous) {
        int n = normal.length;
        int m = anomalous.length;
        if (n == 0 || m == 0) {
            throw new IllegalArgumentException("both groups must have scores, but there were " + n + " and " + m);
        }
        double[] all = Arrays.copyOf(normal, n + m);
        System.arraycopy(anomalous, 0, all, n, m);
        int[] order = IntStream.range(0, n + m)
                .boxed()
                .sorted((a, b) -> Double.compare(all[a], all[b]))
                .mapToInt(Integer::intValue)
                .toArray();
        // The Mann–Whitney statistic: ranks of the anomalies, ties sharing the mean of theirs.
        double ranks = 0;
        for (int from = 0; from < order.length; ) {
            int to = from;
            int above = 0;
            while (to < order.length && all[order[to]] == all[order[from]]) {
                above += order[to] >= n ? 1 : 0;
                to++;
            }
            ranks += above * (from + 1 + to) / 2.0;
            from = to;
        }
        return (ranks - m * (m + 1.0) / 2) / ((double) n * m);
    }
}
