package dev.lattice.core.engine.fused;

import dev.lattice.core.objective.MeanDiscrepancy;
import dev.lattice.core.random.CounterRandom;
import java.nio.FloatBuffer;

/**
 * The kernels in plain Java: what every other implementation is tested against, and what runs where the Vector API cannot
 * be had. Transcendental functions are the JDK's, in double.
 */
public final class PlainKernels implements Kernels {

    /** For what is left of an array after its last whole vector. */
    static final PlainKernels TAIL = new PlainKernels();

    private final PlainCodes codes = new PlainCodes();

    @Override
    public String description() {
        return "plain Java";
    }

    @Override
    public void biasActivation(Activation activation, int rows, int columns, Floats values, Floats bias) {
        values.requireLength((long) rows * columns, "values");
        bias.requireLength(columns, "bias");
        FloatBuffer v = values.plain();
        FloatBuffer b = bias.plain();
        for (int r = 0, i = values.offset(); r < rows; r++) {
            for (int c = 0; c < columns; c++, i++) {
                v.put(i, activate(activation, v.get(i) + b.get(bias.offset() + c)));
            }
        }
    }

    @Override
    public void activationBackward(
            Activation activation, int rows, int columns, Floats gradient, Floats output, Floats biasGradient) {
        gradient.requireLength((long) rows * columns, "gradient");
        output.requireLength((long) rows * columns, "output");
        biasGradient.requireLength(columns, "biasGradient").fill(0f);
        FloatBuffer g = gradient.plain();
        FloatBuffer y = output.plain();
        FloatBuffer sums = biasGradient.plain();
        for (int r = 0, i = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++, i++) {
                float value = g.get(gradient.offset() + i) * slope(activation, y.get(output.offset() + i));
                g.put(gradient.offset() + i, value);
                add(sums, biasGradient.offset() + c, value);
            }
        }
    }

    @Override
    public void bernoulliOutput(
            int rows,
            int columns,
            float scale,
            Floats logits,
            Floats bias,
            Floats target,
            Floats rowLoss,
            Floats biasGradient) {
        requireOutput(rows, columns, logits, bias, target, rowLoss, biasGradient);
        FloatBuffer l = logits.plain();
        FloatBuffer x = target.plain();
        for (int r = 0, i = 0; r < rows; r++) {
            double loss = 0;
            for (int c = 0; c < columns; c++, i++) {
                double logit = l.get(logits.offset() + i) + bias.plain().get(bias.offset() + c);
                double pixel = x.get(target.offset() + i);
                loss += Math.max(logit, 0) - logit * pixel + Math.log1p(Math.exp(-Math.abs(logit)));
                float gradient = (float) ((logistic(logit) - pixel) * scale);
                l.put(logits.offset() + i, gradient);
                add(biasGradient.plain(), biasGradient.offset() + c, gradient);
            }
            rowLoss.set(r, (float) loss);
        }
    }

    @Override
    public void gaussianOutput(
            int rows,
            int columns,
            float standardDeviation,
            float scale,
            Floats logits,
            Floats bias,
            Floats target,
            Floats rowLoss,
            Floats biasGradient) {
        requireOutput(rows, columns, logits, bias, target, rowLoss, biasGradient);
        double variance = (double) standardDeviation * standardDeviation;
        FloatBuffer l = logits.plain();
        FloatBuffer x = target.plain();
        for (int r = 0, i = 0; r < rows; r++) {
            double squares = 0;
            for (int c = 0; c < columns; c++, i++) {
                double mean = logistic(l.get(logits.offset() + i) + bias.plain().get(bias.offset() + c));
                double error = mean - x.get(target.offset() + i);
                squares += error * error;
                float gradient = (float) (scale / variance * error * mean * (1 - mean));
                l.put(logits.offset() + i, gradient);
                add(biasGradient.plain(), biasGradient.offset() + c, gradient);
            }
            rowLoss.set(r, PlainLoss.gaussian((float) squares, columns, variance));
        }
    }

    @Override
    public void bernoulliLoss(int rows, int columns, Floats logits, Floats bias, Floats target, Floats rowLoss) {
        PlainLoss.bernoulli(rows, columns, logits, bias, target, rowLoss);
    }

    @Override
    public void squaredError(int rows, int columns, Floats logits, Floats bias, Floats target, Floats rowError) {
        PlainLoss.squares(rows, columns, logits, bias, target, rowError);
    }

    @Override
    public void reparameterize(
            int rows,
            int latentDim,
            long key,
            int first,
            Floats heads,
            Floats bias,
            Floats latent,
            Floats noise,
            Floats rowKl) {
        PlainCodes.requireLatent(rows, latentDim, heads, bias, latent, noise);
        rowKl.requireLength(rows, "rowKl");
        biasActivation(Activation.IDENTITY, rows, 2 * latentDim, heads, bias);
        FloatBuffer h = heads.plain();
        for (int r = 0, i = 0; r < rows; r++) {
            double kl = 0;
            for (int j = 0; j < latentDim; j++, i++) {
                int at = heads.offset() + 2 * r * latentDim + j;
                double mean = h.get(at);
                double logVar = h.get(at + latentDim);
                float drawn = CounterRandom.gaussian(key, first + i);
                noise.plain().put(noise.offset() + i, drawn);
                latent.plain().put(latent.offset() + i, (float) (mean + Math.exp(0.5 * logVar) * drawn));
                kl += 0.5 * (mean * mean + Math.exp(logVar) - 1 - logVar);
            }
            rowKl.set(r, (float) kl);
        }
    }

    @Override
    public void latentGradient(
            int rows,
            int latentDim,
            float klScale,
            Floats latentGradient,
            Floats noise,
            Floats heads,
            Floats biasGradient) {
        PlainCodes.requireLatent(rows, latentDim, heads, biasGradient, latentGradient, noise);
        biasGradient.fill(0f);
        FloatBuffer h = heads.plain();
        for (int r = 0, i = 0; r < rows; r++) {
            for (int j = 0; j < latentDim; j++, i++) {
                int at = heads.offset() + 2 * r * latentDim + j;
                double logVar = h.get(at + latentDim);
                double dz = latentGradient.plain().get(latentGradient.offset() + i);
                float dMean = (float) (dz + (double) klScale * h.get(at));
                float dLogVar = (float) (dz * noise.plain().get(noise.offset() + i) * 0.5 * Math.exp(0.5 * logVar)
                        + klScale * 0.5 * Math.expm1(logVar));
                h.put(at, dMean);
                h.put(at + latentDim, dLogVar);
                add(biasGradient.plain(), biasGradient.offset() + j, dMean);
                add(biasGradient.plain(), biasGradient.offset() + latentDim + j, dLogVar);
            }
        }
    }

    @Override
    public double meanDiscrepancy(
            MeanDiscrepancy term,
            int rows,
            int latentDim,
            float scale,
            Floats latent,
            Floats prior,
            Floats latentGradient) {
        return codes.meanDiscrepancy(term, rows, latentDim, scale, latent, prior, latentGradient);
    }

    @Override
    public double totalCorrelation(
            int rows,
            int latentDim,
            float scale,
            Floats latent,
            Floats heads,
            Floats latentGradient,
            Floats headsGradient) {
        return codes.totalCorrelation(rows, latentDim, scale, latent, heads, latentGradient, headsGradient);
    }

    @Override
    public boolean update(OptimizerStep step, Floats parameters, Floats gradient, Floats first, Floats second) {
        int n = parameters.length();
        gradient.requireLength(n, "gradient");
        FloatBuffer p = parameters.plain();
        boolean finite = true;
        for (int i = 0; i < n; i++) {
            int at = parameters.offset() + i;
            float g = gradient.plain().get(gradient.offset() + i);
            switch (step.rule()) {
                case SGD -> p.put(at, p.get(at) - step.learningRate() * g);
                case RMSPROP -> {
                    float v = decayed(second, i, step.secondDecay(), step.secondGain() * g * g);
                    p.put(at, p.get(at) - step.learningRate() * g / ((float) Math.sqrt(v) + step.epsilon()));
                }
                case ADAM -> {
                    float m = decayed(first, i, step.firstDecay(), step.firstGain() * g);
                    float v = decayed(second, i, step.secondDecay(), step.secondGain() * g * g);
                    float root = (float) Math.sqrt(v) * step.rootScale() + step.epsilon();
                    p.put(at, p.get(at) * step.keep() - step.learningRate() * m / root);
                }
            }
            finite &= Float.isFinite(p.get(at));
        }
        return finite;
    }

    @Override
    public void gather(ImageSource images, int[] order, int start, int rows, Binarization binarization, Floats batch) {
        int pixels = images.pixels();
        batch.requireLength((long) rows * pixels, "batch");
        FloatBuffer target = batch.plain();
        for (int r = 0; r < rows; r++) {
            int from = images.checked(order[start + r]) * pixels;
            for (int j = 0; j < pixels; j++) {
                float x = (images.bytes().get(from + j) & 0xff) / 255f;
                target.put(batch.offset() + r * pixels + j, binarization.apply(x, from + j));
            }
        }
    }

    @Override
    public double sum(Floats values) {
        FloatBuffer v = values.plain();
        double sum = 0;
        for (int i = 0; i < values.length(); i++) {
            sum += v.get(values.offset() + i);
        }
        return sum;
    }

    static void requireOutput(
            int rows, int columns, Floats logits, Floats bias, Floats target, Floats rowLoss, Floats biasGradient) {
        logits.requireLength((long) rows * columns, "logits");
        target.requireLength((long) rows * columns, "target");
        bias.requireLength(columns, "bias");
        rowLoss.requireLength(rows, "rowLoss");
        biasGradient.requireLength(columns, "biasGradient").fill(0f);
    }

    private static float activate(Activation activation, float x) {
        return switch (activation) {
            case IDENTITY -> x;
            case RELU -> Math.max(x, 0f);
            case LEAKY_RELU -> x > 0 ? x : Activation.LEAK * x;
            case TANH -> (float) Math.tanh(x);
        };
    }

    private static float slope(Activation activation, float y) {
        return switch (activation) {
            case IDENTITY -> 1f;
            case RELU -> y > 0 ? 1f : 0f;
            case LEAKY_RELU -> y > 0 ? 1f : Activation.LEAK;
            case TANH -> 1f - y * y;
        };
    }

    static double logistic(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static float decayed(Floats moments, int index, float decay, float gained) {
        int at = moments.offset() + index;
        float result = decay * moments.plain().get(at) + gained;
        float kept = Math.abs(result) < OptimizerStep.LEAST_MOMENT ? 0f : result;
        moments.plain().put(at, kept);
        return kept;
    }

    static void add(FloatBuffer buffer, int index, float value) {
        buffer.put(index, buffer.get(index) + value);
    }
}
