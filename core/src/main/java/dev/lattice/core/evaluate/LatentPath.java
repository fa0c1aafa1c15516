package dev.lattice.core.evaluate;

/** A way from one code to another. */
public enum LatentPath {

    /** The straight line. In many dimensions its middle is shorter than the codes that a prior draws. */
    LINEAR {
        @Override
        void weights(double share, double angle, double[] weights) {
            weights[0] = 1 - share;
            weights[1] = share;
        }
    },

    /**
     * The great circle: direction and, where the ends differ in it, length change evenly (Shoemake, <i>Animating rotation with
     * quaternion curves</i>, SIGGRAPH 1985; for codes: White, arXiv:1609.04468). The straight line where the ends point the same
     * way or opposite ways.
     */
    SPHERICAL {
        @Override
        void weights(double share, double angle, double[] weights) {
            double sine = Math.sin(angle);
            if (!(sine > 1e-6)) {
                LINEAR.weights(share, angle, weights);
                return;
            }
            weights[0] = Math.sin((1 - share) * angle) / sine;
            weights[1] = Math.sin(share * angle) / sine;
        }
    };

    abstract void weights(double share, double angle, double[] weights);

    /**
     * Returns points at even distances, both ends included, [steps, latent] row by row.
     *
     * @param from [latent]
     * @param to [latent]
     * @param steps at least 2
     */
    public float[] points(float[] from, float[] to, int steps) {
        double[] weights = new double[2];
        double angle = angle(from, to);
        float[] points = new float[steps * from.length];
        for (int s = 0; s < steps; s++) {
            weights(s / (double) (steps - 1), angle, weights);
            for (int j = 0; j < from.length; j++) {
                points[s * from.length + j] = (float) (weights[0] * from[j] + weights[1] * to[j]);
            }
        }
        return points;
    }

    private static double angle(float[] a, float[] b) {
        double product = 0;
        double first = 0;
        double second = 0;
        for (int j = 0; j < a.length; j++) {
            product += (double) a[j] * b[j];
            first += (double) a[j] * a[j];
            second += (double) b[j] * b[j];
        }
        double lengths = Math.sqrt(first * second);
        return lengths > 0 ? Math.acos(Math.min(1, Math.max(-1, product / lengths))) : 0;
    }
}
