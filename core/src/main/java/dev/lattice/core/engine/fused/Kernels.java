package dev.lattice.core.engine.fused;

import dev.lattice.core.objective.MeanDiscrepancy;
import java.util.Optional;

/**
 * Everything in a training step that is not a matrix product, fused so that each array is passed over once.
 *
 * <p>Matrices are row-major without gaps, {@code [rows, columns]}; losses are in nats. Sums run in a fixed order: the same
 * input gives the same bits on every run. Nothing is allocated. The heads of an encoder are one matrix
 * {@code [rows, 2·latentDim]}: mean in the first half of each row, logVar (= log σ²) in the second.
 *
 * <p>{@link PlainKernels} defines the results; others agree with it to float rounding, and bit for bit where noise is
 * drawn. An instance belongs to one thread.
 */
public interface Kernels {

    /** Returns what runs the kernels, as {@code doctor} shows it. */
    String description();

    /**
     * Sets {@code values = activation(values + bias)}.
     *
     * @param values {@code [rows, columns]}, in place
     * @param bias {@code [columns]}
     */
    void biasActivation(Activation activation, int rows, int columns, Floats values, Floats bias);

    /**
     * Sets {@code gradient *= activation'(x)}, the derivative taken from {@code output = activation(x)}, and
     * {@code biasGradient} = column sums of the result.
     *
     * @param gradient {@code [rows, columns]}: of the output on entry, of the input on return
     * @param output {@code [rows, columns]}
     * @param biasGradient {@code [columns]}, overwritten
     */
    void activationBackward(
            Activation activation, int rows, int columns, Floats gradient, Floats output, Floats biasGradient);

    /**
     * The output layer of a Bernoulli decoder. With {@code l = logits + bias} and target {@code x} in [0, 1]:
     * {@code rowLoss = Σ max(l, 0) − l·x + log1p(exp(−|l|))} = −log p(x|z),
     * {@code logits ← scale·(σ(l) − x)}, {@code biasGradient} = column sums of that.
     *
     * @param scale factor of the gradient, such as 1/batch
     * @param logits {@code [rows, columns]}: without bias on entry, the gradient on return
     * @param bias {@code [columns]}
     * @param target {@code [rows, columns]}
     * @param rowLoss {@code [rows]}, nats per example, overwritten
     * @param biasGradient {@code [columns]}, overwritten
     */
    void bernoulliOutput(
            int rows,
            int columns,
            float scale,
            Floats logits,
            Floats bias,
            Floats target,
            Floats rowLoss,
            Floats biasGradient);

    /**
     * The output layer of a Gaussian decoder with mean {@code μ = σ(logits + bias)} (σ: logistic function) and one fixed
     * standard deviation s: {@code rowLoss = Σ (x − μ)² / (2s²) + columns/2 · log(2π s²)} = −log p(x|z),
     * {@code logits ← scale · (μ − x)/s² · μ(1 − μ)}, {@code biasGradient} = column sums of that.
     *
     * @param standardDeviation s > 0; the other arguments are as in {@link #bernoulliOutput}
     */
    void gaussianOutput(
            int rows,
            int columns,
            float standardDeviation,
            float scale,
            Floats logits,
            Floats bias,
            Floats target,
            Floats rowLoss,
            Floats biasGradient);

    /**
     * The loss of {@link #bernoulliOutput}, the same bits, without its gradient:
     * {@code rowLoss = Σ max(l, 0) − l·x + log1p(exp(−|l|))}.
     *
     * @param logits {@code [rows, columns]}, without bias; not changed
     * @param bias {@code [columns]}
     * @param target {@code [rows, columns]}, or {@code [columns]}: one image under many decodings
     * @param rowLoss {@code [rows]}, nats, overwritten
     */
    void bernoulliLoss(int rows, int columns, Floats logits, Floats bias, Floats target, Floats rowLoss);

    /**
     * Sets {@code rowError = Σ (x − σ(logits + bias))²}.
     *
     * @param rowError {@code [rows]}, overwritten; the other arguments are as in {@link #bernoulliLoss}
     */
    void squaredError(int rows, int columns, Floats logits, Floats bias, Floats target, Floats rowError);

    /**
     * The loss of {@link #gaussianOutput}, the same bits, without its gradient.
     *
     * @param standardDeviation s > 0; the other arguments are as in {@link #bernoulliLoss}
     */
    default void gaussianLoss(
            int rows, int columns, float standardDeviation, Floats logits, Floats bias, Floats target, Floats rowLoss) {
        squaredError(rows, columns, logits, bias, target, rowLoss);
        double variance = (double) standardDeviation * standardDeviation;
        for (int r = 0; r < rows; r++) {
            rowLoss.set(r, PlainLoss.gaussian(rowLoss.get(r), columns, variance));
        }
    }

    /**
     * Draws the latent sample. Adds {@code bias} to {@code heads} in place, then
     * {@code noise[r, j] = CounterRandom.gaussian(key, first + r·latentDim + j)} bit for bit,
     * {@code latent = mean + exp(logVar / 2)·noise}, and per row
     * {@code rowKl = ½ Σ mean² + exp(logVar) − 1 − logVar}, the KL of N(mean, σ²) from N(0, 1).
     *
     * @param key of the noise stream
     * @param first counter of the first row's first element
     * @param heads {@code [rows, 2·latentDim]}: without bias on entry, with it on return
     * @param bias {@code [2·latentDim]}
     * @param latent {@code [rows, latentDim]}, overwritten
     * @param noise {@code [rows, latentDim]}, overwritten
     * @param rowKl {@code [rows]}, nats per example, overwritten
     */
    void reparameterize(
            int rows,
            int latentDim,
            long key,
            int first,
            Floats heads,
            Floats bias,
            Floats latent,
            Floats noise,
            Floats rowKl);

    /**
     * The gradient of the encoder's heads:
     * {@code dMean = dLatent + klScale·mean},
     * {@code dLogVar = dLatent·noise·½·exp(logVar / 2) + klScale·½·(exp(logVar) − 1)}.
     *
     * @param klScale the KL's weight times the factor of the gradient, such as β/batch
     * @param latentGradient {@code [rows, latentDim]}
     * @param noise as {@link #reparameterize} left it
     * @param heads as {@link #reparameterize} left them on entry, their gradient on return
     * @param biasGradient {@code [2·latentDim]}, column sums, overwritten
     */
    void latentGradient(
            int rows,
            int latentDim,
            float klScale,
            Floats latentGradient,
            Floats noise,
            Floats heads,
            Floats biasGradient);

    /**
     * Adds {@code scale} times the gradient of a discrepancy to that of the codes, and returns the discrepancy without its weight; 0,
     * and no gradient, for a single row.
     *
     * @param scale the weight of the term
     * @param latent codes, {@code [rows, latentDim]}
     * @param prior draws of the prior, {@code [rows, latentDim]}
     * @param latentGradient {@code [rows, latentDim]}, added to
     */
    double meanDiscrepancy(
            MeanDiscrepancy term,
            int rows,
            int latentDim,
            float scale,
            Floats latent,
            Floats prior,
            Floats latentGradient);

    /**
     * Adds {@code scale} times the gradient of {@link dev.lattice.core.objective.TotalCorrelation} at fixed heads to that of the codes, sets
     * that of the heads at fixed codes, and returns the term without its constant.
     *
     * @param scale the weight of the term
     * @param latent codes, {@code [rows, latentDim]}
     * @param heads of q(z|x) with bias, {@code [rows, 2·latentDim]}
     * @param latentGradient {@code [rows, latentDim]}, added to
     * @param headsGradient {@code [rows, 2·latentDim]}, overwritten
     */
    double totalCorrelation(
            int rows,
            int latentDim,
            float scale,
            Floats latent,
            Floats heads,
            Floats latentGradient,
            Floats headsGradient);

    /**
     * One optimizer step over flat buffers of equal length.
     *
     * @param first first moments (Adam, AdamW), else ignored
     * @param second second moments (Adam, AdamW, RMSProp), else ignored
     * @return whether every parameter is a finite number afterwards
     */
    boolean update(OptimizerStep step, Floats parameters, Floats gradient, Floats first, Floats second);

    /**
     * Gathers a batch: row r of {@code batch} becomes image {@code order[start + r]}, binarized or not.
     *
     * @param rows images in the batch
     * @param batch {@code [rows, images.pixels()]}, overwritten
     */
    void gather(ImageSource images, int[] order, int start, int rows, Binarization binarization, Floats batch);

    /** Returns products with images that are mostly 0, if there are any here that are faster than the dense ones. */
    default Optional<SparseProducts> sparse() {
        return Optional.empty();
    }

    /** Returns the sum of all elements, accumulated in double; NaN or infinite if any element is. */
    double sum(Floats values);
}
