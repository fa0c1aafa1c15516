package dev.lattice.core.objective;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * The total correlation KL(q(z) ‖ Π_d q(z_d)) of the codes of a batch, in nats, by minibatch-weighted sampling (MWS): Chen et al.,
 * arXiv:1802.04942, Eq. 3, for the joint density and for each dimension of it.
 *
 * <pre>
 * 1/M Σ_i [log q̂(z_i) − Σ_d log q̂(z_id)],   log q̂(z_i) = log (1/(N M)) Σ_j q(z_i|x_j),   log q̂(z_id) = log (1/(N M)) Σ_j q(z_id|x_j)
 * </pre>
 *
 * <p>M is the number of images in the batch, N in the training data. The estimate is above the total correlation, by up to
 * (latent − 1) · log N for codes that overlap: N and M are in it only as (latent − 1) · log(N M), which no gradient sees. So hold it
 * against estimates of the same N, M and latent size only. Of a single image it is that constant.
 *
 * @param weight β − 1 where the KL divergence, of which this is one part in three (Eq. 2), is in the objective too
 */
public record TotalCorrelation(double weight) implements CodeTerm {

    @Override
    public boolean drawsPrior() {
        return false;
    }

    @Override
    public float[] pairWeights(int rows) {
        float[] weights = CodeTerm.noWeights(rows, 1);
        for (int i = 0; i < rows; i++) {
            weights[i * rows + i] = 1;
        }
        return weights;
    }

    @Override
    public double constant(int rows, int latent, int images) {
        return (latent - 1) * Math.log((double) rows * images);
    }

    @Override
    public SDVariable graph(CodeGraph codes) {
        SameDiff sd = codes.z().getSameDiff();
        // [images i, latent d, images j]: SameDiff's softmax has a gradient along the last axis only.
        SDVariable logVar = sd.expandDims(sd.transpose(codes.logVar()), 0);
        SDVariable difference = sd.expandDims(codes.z(), 2).sub(sd.expandDims(sd.transpose(codes.mean()), 0));
        SDVariable precision = sd.math().exp(logVar.neg());
        // log q(z_id|x_j) without its constant.
        SDVariable densities =
                difference.mul(difference).mul(precision).add(logVar).mul(-0.5);
        // log Σ_j e^a_ij = a_ii − log (softmax of a_i)_i, and the a_ii of the dimensions add up to that of the joint
        // density: so they
        // are left out, and with them a maximum over j. A z_i that is e^87 times as likely by another image's posterior
        // as by
        // its own makes an infinity of this; SameDiff's log-softmax is no better, and its log-sum-exp has no gradient.
        SDVariable own = codes.pairWeights();
        SDVariable dimensions = sd.math()
                .log(sd.nn().softmax(densities).mul(sd.expandDims(own, 1)).sum(2));
        SDVariable joint =
                sd.math().log(sd.nn().softmax(densities.sum(1)).mul(own).sum(1));
        return dimensions.sum(1).sub(joint).mean().add(codes.constant());
    }

    @Override
    public double value(Batch batch) {
        int rows = batch.z().length;
        int latent = batch.z()[0].length;
        double logCount = Math.log((double) rows * batch.images());
        double sum = 0;
        for (double[] z : batch.z()) {
            double[] joint = new double[rows];
            for (int d = 0; d < latent; d++) {
                double[] densities = new double[rows];
                for (int j = 0; j < rows; j++) {
                    densities[j] = logNormal(z[d], batch.mean()[j][d], batch.logVar()[j][d]);
                    joint[j] += densities[j];
                }
                sum -= logSumExp(densities) - logCount;
            }
            sum += logSumExp(joint) - logCount;
        }
        return sum / rows;
    }

    private static double logNormal(double x, double mean, double logVar) {
        return -0.5 * ((x - mean) * (x - mean) * Math.exp(-logVar) + logVar + Math.log(2 * Math.PI));
    }

    private static double logSumExp(double[] values) {
        return ImportanceBound.logMeanExp(values) + Math.log(values.length);
    }
}
