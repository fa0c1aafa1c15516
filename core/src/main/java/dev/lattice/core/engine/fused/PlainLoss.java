package dev.lattice.core.engine.fused;

/** The losses of {@link PlainKernels} without their gradients. */
final class PlainLoss {

    private PlainLoss() {}

    static void bernoulli(int rows, int columns, Floats logits, Floats bias, Floats target, Floats rowLoss) {
        int step = targetStep(rows, columns, logits, bias, target, rowLoss);
        for (int r = 0; r < rows; r++) {
            double loss = 0;
            for (int c = 0; c < columns; c++) {
                double logit = logit(r * columns + c, c, logits, bias);
                double pixel = target.plain().get(target.offset() + r * step + c);
                loss += Math.max(logit, 0) - logit * pixel + Math.log1p(Math.exp(-Math.abs(logit)));
            }
            rowLoss.set(r, (float) loss);
        }
    }

    static void squares(int rows, int columns, Floats logits, Floats bias, Floats target, Floats rowError) {
        int step = targetStep(rows, columns, logits, bias, target, rowError);
        for (int r = 0; r < rows; r++) {
            double squares = 0;
            for (int c = 0; c < columns; c++) {
                double mean = PlainKernels.logistic(logit(r * columns + c, c, logits, bias));
                double error = mean - target.plain().get(target.offset() + r * step + c);
                squares += error * error;
            }
            rowError.set(r, (float) squares);
        }
    }

    /** Returns −log p(x|z) of a Gaussian decoder from the sum of its squared errors. */
    static float gaussian(float squares, int columns, double variance) {
        return (float) (squares / (2 * variance) + 0.5 * columns * Math.log(2 * Math.PI * variance));
    }

    /** Returns how far the targets of two rows are apart; refuses arguments of other lengths than {@link Kernels#bernoulliLoss} has. */
    static int targetStep(int rows, int columns, Floats logits, Floats bias, Floats target, Floats rowLoss) {
        logits.requireLength((long) rows * columns, "logits");
        bias.requireLength(columns, "bias");
        rowLoss.requireLength(rows, "rowLoss");
        if (target.length() == columns) {
            return 0;
        }
        target.requireLength((long) rows * columns, "target");
        return columns;
    }

    private static double logit(int index, int column, Floats logits, Floats bias) {
        return logits.plain().get(logits.offset() + index) + bias.plain().get(bias.offset() + column);
    }
}
