package dev.lattice.core.engine.fused;

import static dev.lattice.core.engine.fused.Lanes.FLOATS;
import static dev.lattice.core.engine.fused.Lanes.store;

import dev.lattice.core.objective.MeanDiscrepancy;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Optional;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The kernels on the Vector API.
 *
 * <p>A row whose length is not a multiple of the vector ends with one vector that reaches into the next row (or into a
 * buffer's padding); what it stores there is what it has just read. So an array's neighbours in memory must belong to the
 * same thread. An instance has scratch memory and belongs to one thread too.
 *
 * <p>Passes are short, some 30 operations at most, and compiled each for itself: {@link Outlined} tells why. A test watches
 * that nothing is allocated.
 */
public final class VectorKernels implements Kernels {

    private static final int LANES = FLOATS.length();

    private final VectorLoss losses = new VectorLoss();
    private final VectorOutput output = new VectorOutput(losses);
    private final VectorLatent latents = new VectorLatent();
    private final VectorDiscrepancy discrepancies = new VectorDiscrepancy();
    private final VectorCorrelation correlations = new VectorCorrelation();
    private final VectorActivation activations = new VectorActivation();

    // By way of buffers they are no faster than the dense ones.
    private final Optional<SparseProducts> sparse =
            VectorMemory.DIRECT ? Optional.of(new VectorSparse()) : Optional.empty();

    // Of the images that were gathered last.
    private ByteBuffer sourceBytes;
    private Object source;

    @Override
    public String description() {
        return "Vector API, " + FLOATS.vectorBitSize() + " bits" + (VectorMemory.DIRECT ? "" : ", through buffers");
    }

    @Override
    public void biasActivation(Activation activation, int rows, int columns, Floats values, Floats bias) {
        values.requireLength((long) rows * columns, "values");
        bias.requireLength(columns, "bias");
        if (activation == Activation.TANH) {
            activations.tanh(rows, columns, values, bias);
        } else {
            VectorActivation.rectify(slope(activation), rows, columns, values, bias);
        }
    }

    @Override
    public void activationBackward(
            Activation activation, int rows, int columns, Floats gradient, Floats output, Floats biasGradient) {
        gradient.requireLength((long) rows * columns, "gradient");
        output.requireLength((long) rows * columns, "output");
        biasGradient.requireLength(columns, "biasGradient").fill(0f);
        if (activation == Activation.TANH) {
            VectorActivation.tanhBackward(rows, columns, gradient, output, biasGradient);
        } else {
            VectorActivation.rectifyBackward(slope(activation), rows, columns, gradient, output, biasGradient);
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
        PlainKernels.requireOutput(rows, columns, logits, bias, target, rowLoss, biasGradient);
        output.bernoulli(rows, columns, scale, logits, bias, target, rowLoss, biasGradient);
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
        PlainKernels.requireOutput(rows, columns, logits, bias, target, rowLoss, biasGradient);
        double variance = (double) standardDeviation * standardDeviation;
        output.gaussian(rows, columns, variance, scale, logits, bias, target, rowLoss, biasGradient);
    }

    @Override
    public void bernoulliLoss(int rows, int columns, Floats logits, Floats bias, Floats target, Floats rowLoss) {
        int step = PlainLoss.targetStep(rows, columns, logits, bias, target, rowLoss);
        losses.bernoulli(rows, columns, logits, bias, target, step, rowLoss);
    }

    @Override
    public void squaredError(int rows, int columns, Floats logits, Floats bias, Floats target, Floats rowError) {
        int step = PlainLoss.targetStep(rows, columns, logits, bias, target, rowError);
        losses.squares(rows, columns, logits, bias, target, step, rowError);
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
        latents.reparameterize(rows, latentDim, key, first, heads, latent, noise, rowKl);
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
        latents.gradient(rows, latentDim, klScale, latentGradient, noise, heads, biasGradient);
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
        PlainCodes.requireCodes(rows, latentDim, latent, prior, latentGradient);
        return discrepancies.add(term, rows, latentDim, scale, latent, prior, latentGradient);
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
        PlainCodes.requireCodes(rows, latentDim, latent, latent, latentGradient);
        PlainCodes.requireCodes(rows, 2 * latentDim, heads, heads, headsGradient);
        return correlations.add(rows, latentDim, scale, latent, heads, latentGradient, headsGradient);
    }

    @Override
    public boolean update(OptimizerStep step, Floats parameters, Floats gradient, Floats first, Floats second) {
        gradient.requireLength(parameters.length(), "gradient");
        return VectorOptimizer.update(step, parameters, gradient, first, second);
    }

    @Override
    public void gather(ImageSource images, int[] order, int start, int rows, Binarization binarization, Floats batch) {
        int pixels = images.pixels();
        batch.requireLength((long) rows * pixels, "batch");
        ByteBuffer bytes = images.bytes();
        if (bytes != sourceBytes) {
            sourceBytes = bytes;
            source = VectorMemory.of(bytes);
        }
        long sourceAt = VectorMemory.start(source);
        Object target = batch.lanes();
        FloatBuffer plain = batch.plain();
        int full = pixels - pixels % LANES;
        for (int r = 0; r < rows; r++) {
            int from = images.checked(order[start + r]) * pixels;
            long at = batch.lanesAt() + r * pixels * Float.BYTES;
            for (int j = 0; j < full; j += LANES) {
                FloatVector x = Lanes.loadBytes(source, sourceAt + from + j).div(255f);
                store(binarize(binarization, x, from + j), target, at + j * Float.BYTES);
            }
            for (int j = full; j < pixels; j++) {
                float x = (bytes.get(from + j) & 0xff) / 255f;
                plain.put(batch.offset() + r * pixels + j, binarization.apply(x, from + j));
            }
        }
    }

    @Override
    public Optional<SparseProducts> sparse() {
        return sparse;
    }

    @Override
    public double sum(Floats values) {
        FloatBuffer v = values.plain();
        double sum = 0;
        for (int i = values.offset(), end = i + values.length(); i < end; i++) {
            sum += v.get(i);
        }
        return sum;
    }

    /** Returns the factor of negative inputs; the identity is a rectifier that lets everything through. */
    private static float slope(Activation activation) {
        return switch (activation) {
            case IDENTITY -> 1f;
            case LEAKY_RELU -> Activation.LEAK;
            case RELU, TANH -> 0f;
        };
    }

    private static FloatVector binarize(Binarization binarization, FloatVector x, int index) {
        FloatVector limit = switch (binarization.mode()) {
            case NONE -> null;
            case THRESHOLD -> Lanes.all(binarization.threshold());
            case BERNOULLI -> VectorRandom.uniform(binarization.key(), index);
        };
        return limit == null ? x : Lanes.all(0f).blend(Lanes.all(1f), x.compare(VectorOperators.GT, limit));
    }
}
