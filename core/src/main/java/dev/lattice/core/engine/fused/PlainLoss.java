package dev.lattice.core.engine.fused;

/** The losses of {@link PlainKernels} without their gradients. */
final class PlainLoss {

    private PlainLoss() {}

    static void bernoulli(int rows, int columns, Floats logits, Floats bias, Floats target, Floats rowLoss) {
        requireShapes(rows, columns, logits, bias, target, rowLoss);
        for (int r = 0; r < rows; r++) {
            double loss = 0;
            for (int c = 0; c < columns; c++) {
                double logit = logit(r * columns + c, c, logits, bias);
                double pixel = target.plain().get(target.offset() + c);
                loss += Math.max(logit, 0) - logit * pixel + Math.log1p(Math.exp(-Math.abs(logit)));
            }
            rowLoss.set(r, (float) loss);
        }
    }

    static void gaussian(
            int rows, int columns, float standardDeviation, Floats logits, Floats bias, Floats target, Floats rowLoss) {
        requireShapes(rows, columns, logits, bias, target, rowLoss);
        double variance = (double) standardDeviation * standardDeviation;
        double constant = 0.5 * columns * Math.log(2 * Math.PI * variance);
        for (int r = 0; r < rows; r++) {
            double squares = 0;
            for (int c = 0; c < columns; c++) {
                double mean = PlainKernels.logistic(logit(r * columns + c, c, logits, bias));
                double error = mean - target.plain().get(target.offset() + c);
                squares += error * error;
            }
            rowLoss.set(r, (float) (squares / (2 * variance) + constant));
        }
    }

    /** Refuses arguments of other lengths than {@link Kernels#bernoulliLoss} has. */
    static void requireShapes(int rows, int columns, Floats logits, Floats bias, Floats target, Floats rowLoss) {
        logits.requireLength((long) rows * columns, "logits");
        bias.requireLength(columns, "bias");
        target.requireLength(columns, "target");
        rowLoss.requireLength(rows, "rowLoss");
    }

    private static double logit(int index, int column, Floats logits, Floats bias) {
        return (double) logits.plain().get(logits.offset() + index)
                + bias.plain().get(bias.offset() + column);
    }
}
