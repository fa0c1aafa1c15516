package dev.lattice.core.engine.pack;

import dev.lattice.core.data.ImageSet;
import dev.lattice.core.engine.fused.Binarization;
import dev.lattice.core.engine.fused.Floats;
import dev.lattice.core.engine.fused.FusedBackend;
import dev.lattice.core.engine.fused.ImageSource;
import dev.lattice.core.engine.fused.Kernels;
import dev.lattice.core.engine.fused.LabelRows;
import dev.lattice.core.engine.fused.MatrixProducts;
import dev.lattice.core.engine.fused.MatrixProducts.Operand;
import dev.lattice.core.engine.fused.MatrixProducts.Storage;
import java.util.stream.IntStream;

/** Segments bound to a memory of this machine: each becomes a call of a kernel or a product. */
final class CpuSegments {

    private final Kernels kernels = FusedBackend.kernels();
    private final MatrixProducts products;
    private final Floats memory;
    private final boolean[] finite;
    private PackRun run;
    private PackTotals totals;
    private int step;

    CpuSegments(MatrixProducts products, Floats memory, int members) {
        this.products = products;
        this.memory = memory;
        finite = new boolean[members];
    }

    /** Begins a run. */
    void begin(PackRun next) {
        run = next;
        totals = PackTotals.none(next.active().length);
        step = 0;
    }

    /** Counts a step. */
    void stepped() {
        step++;
    }

    /** Returns whether a member takes part and has not diverged. */
    boolean trains(int member) {
        return run.active()[member] && totals.divergedAt()[member] == 0;
    }

    PackTotals totals() {
        return totals;
    }

    /** Returns a part of the memory. */
    Floats at(long offset, long count) {
        return memory.slice(Math.toIntExact(offset), Math.toIntExact(count));
    }

    /** Returns what a segment does. */
    Runnable bind(Segment segment, ImageSet images) {
        if (segment instanceof Segment.Gather s) {
            return gather(s, images);
        } else if (segment instanceof Segment.Product s) {
            return product(s);
        } else if (segment instanceof Segment.LabelAdd s) {
            Floats weights = at(s.weights(), (long) images.classes() * s.columns());
            Floats values = at(s.values(), (long) s.rows() * s.columns());
            return () -> LabelRows.add(labels(s.member(), s.rows(), images), s.columns(), weights, values);
        } else if (segment instanceof Segment.LabelSum s) {
            Floats gradient = at(s.gradient(), (long) s.rows() * s.columns());
            Floats sums = at(s.sums(), (long) s.classes() * s.columns());
            return () -> LabelRows.sum(labels(s.member(), s.rows(), images), s.columns(), gradient, sums);
        } else if (segment instanceof Segment.BiasActivation s) {
            Floats values = at(s.values(), (long) s.rows() * s.columns());
            Floats bias = at(s.bias(), s.columns());
            return () -> kernels.biasActivation(s.activation(), s.rows(), s.columns(), values, bias);
        } else if (segment instanceof Segment.ActivationBackward s) {
            Floats gradient = at(s.gradient(), (long) s.rows() * s.columns());
            Floats output = at(s.output(), (long) s.rows() * s.columns());
            Floats bias = at(s.biasGradient(), s.columns());
            return () -> kernels.activationBackward(s.activation(), s.rows(), s.columns(), gradient, output, bias);
        } else if (segment instanceof Segment.Reparameterize s) {
            return reparameterize(s);
        } else if (segment instanceof Segment.LatentGradient s) {
            return latentGradient(s);
        } else if (segment instanceof Segment.Output s) {
            return output(s);
        } else if (segment instanceof Segment.SquaredError s) {
            return squaredError(s);
        } else if (segment instanceof Segment.Means s) {
            return means(s);
        } else if (segment instanceof Segment.Store s) {
            int count = s.rows() * s.width();
            Floats source = at(s.source(), count);
            return () -> at(s.target() + (long) step * run.stride() * s.width(), count)
                    .copyFrom(source);
        } else if (segment instanceof Segment.Update s) {
            return update(s);
        }
        return sums((Segment.Sums) segment);
    }

    private Runnable gather(Segment.Gather s, ImageSet images) {
        ImageSource source = new ImageSource(images.count(), images.imageSize(), images.pixels());
        Floats target = at(s.target(), (long) s.rows() * s.pixels());
        return () -> {
            Binarization binarization = new Binarization(s.mode(), 0.5f, run.pixelKeys()[s.member()]);
            int from = step * run.stride();
            if (run.orders().length == 0) {
                int[] order = IntStream.range(from, from + s.rows()).toArray();
                kernels.gather(source, order, 0, s.rows(), binarization, target);
            } else {
                int[] order = run.orders()[run.orderOf()[s.member()]];
                kernels.gather(source, order, from, s.rows(), binarization, target);
            }
        };
    }

    private int[] labels(int member, int rows, ImageSet images) {
        int from = step * run.stride();
        boolean ordered = run.orders().length > 0;
        int[] labels = new int[rows];
        for (int r = 0; r < rows; r++) {
            labels[r] = images.label(ordered ? run.orders()[run.orderOf()[member]][from + r] : from + r);
        }
        return labels;
    }

    private Runnable product(Segment.Product s) {
        Operand a = products.operand(at(s.a(), (long) s.m() * s.k()));
        Operand b = products.operand(at(s.b(), (long) s.k() * s.n()));
        MatrixProducts.Product product = products.product(
                s.m(),
                s.n(),
                s.k(),
                a,
                s.aTransposed() ? Storage.TRANSPOSED : Storage.PLAIN,
                b,
                s.bTransposed() ? Storage.TRANSPOSED : Storage.PLAIN,
                at(s.c(), (long) s.m() * s.n()));
        return () -> {
            a.changed();
            b.changed();
            product.run();
        };
    }

    private Runnable reparameterize(Segment.Reparameterize s) {
        long codes = (long) s.rows() * s.latent();
        Floats heads = at(s.heads(), 2 * codes);
        Floats bias = at(s.bias(), 2L * s.latent());
        Floats z = at(s.z(), codes);
        Floats noise = at(s.noise(), codes);
        Floats rowKl = at(s.rowKl(), s.rows());
        return () -> {
            long key = run.noiseKeys()[s.member()];
            int first = step * run.stride() * s.latent();
            kernels.reparameterize(s.rows(), s.latent(), key, first, heads, bias, z, noise, rowKl);
        };
    }

    private Runnable latentGradient(Segment.LatentGradient s) {
        long codes = (long) s.rows() * s.latent();
        Floats gradient = at(s.zGradient(), codes);
        Floats noise = at(s.noise(), codes);
        Floats heads = at(s.heads(), 2 * codes);
        Floats bias = at(s.biasGradient(), 2L * s.latent());
        return () -> kernels.latentGradient(
                s.rows(), s.latent(), run.klScales()[run.at(step, s.member())], gradient, noise, heads, bias);
    }

    private Runnable output(Segment.Output s) {
        Floats logits = at(s.logits(), (long) s.rows() * s.columns());
        Floats bias = at(s.bias(), s.columns());
        Floats target = at(s.target(), (long) s.rows() * s.columns());
        Floats rowLoss = at(s.rowLoss(), s.rows());
        Floats biasGradient = at(s.biasGradient(), s.columns());
        float scale = 1f / s.rows();
        return s.sigma() == 0
                ? () -> kernels.bernoulliOutput(
                        s.rows(), s.columns(), scale, logits, bias, target, rowLoss, biasGradient)
                : () -> kernels.gaussianOutput(
                        s.rows(), s.columns(), s.sigma(), scale, logits, bias, target, rowLoss, biasGradient);
    }

    private Runnable squaredError(Segment.SquaredError s) {
        Floats logits = at(s.logits(), (long) s.rows() * s.columns());
        Floats bias = at(s.bias(), s.columns());
        Floats target = at(s.target(), (long) s.rows() * s.columns());
        Floats rowError = at(s.rowError(), s.rows());
        return () -> kernels.squaredError(s.rows(), s.columns(), logits, bias, target, rowError);
    }

    private Runnable means(Segment.Means s) {
        Floats heads = at(s.heads(), 2L * s.rows() * s.latent());
        Floats z = at(s.z(), (long) s.rows() * s.latent());
        return () -> {
            for (int r = 0; r < s.rows(); r++) {
                z.slice(r * s.latent(), s.latent()).copyFrom(heads.slice(2 * r * s.latent(), s.latent()));
            }
        };
    }

    private Runnable update(Segment.Update s) {
        Floats parameters = at(s.parameter(), s.parameters());
        Floats gradient = at(s.gradient(), s.parameters());
        Floats first = at(s.first(), s.parameters());
        Floats second = at(s.second(), s.parameters());
        return () -> finite[s.member()] =
                kernels.update(run.optimizer(s.rule(), step, s.member()), parameters, gradient, first, second);
    }

    private Runnable sums(Segment.Sums s) {
        Floats rowLoss = at(s.rowLoss(), s.rows());
        Floats rowKl = s.rowKl() < 0 ? null : at(s.rowKl(), s.rows());
        int member = s.member();
        return () -> {
            double reconstruction = kernels.sum(rowLoss);
            double kl = rowKl == null ? 0 : kernels.sum(rowKl);
            double objective = reconstruction + run.klWeights()[run.at(step, member)] * kl;
            if (!finite[member] || !Double.isFinite(objective)) {
                totals.divergedAt()[member] = step + 1;
                return;
            }
            totals.reconstruction()[member] += reconstruction;
            totals.kl()[member] += kl;
            totals.objective()[member] += objective;
            totals.lastFinite()[member] = objective / s.rows();
        };
    }
}
