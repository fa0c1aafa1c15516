package dev.lattice.core.engine.pack;

import dev.lattice.core.config.Likelihood;
import dev.lattice.core.engine.fused.Activation;
import dev.lattice.core.engine.fused.Binarization;
import dev.lattice.core.engine.fused.OptimizerStep;
import dev.lattice.core.engine.pack.MemberLayout.Bound;
import dev.lattice.core.model.Layer;
import dev.lattice.core.model.Network;

/** What the steps of one member consist of: the passes of the fused engine, each function of which becomes a {@link Segment}. */
final class MemberSteps {

    // Places of operations in a program. Encoders are lined up at their posterior, decoders at the code.
    private static final int GATHER = 0;
    private static final int ENCODE = 1_000_000;
    private static final int REPARAMETERIZE = 1_900_000;
    private static final int DECODE = 2_000_000;
    private static final int OUTPUT = 3_000_000;
    private static final int MEANS = 4_000_000;
    private static final int DECODE_MEANS = 5_000_000;
    private static final int SQUARED_ERROR = 6_000_000;
    private static final int DECODER_BACKWARD = 7_000_000;
    private static final int LATENT_BACKWARD = 8_000_000;
    private static final int ENCODER_BACKWARD = 9_000_000;
    private static final int END = 10_000_000;
    private static final int LAYER = 10;

    private final MemberLayout layout;
    private final int member;
    private final Network network;
    private final OptimizerStep.Rule rule;
    private final Binarization.Mode mode;

    MemberSteps(MemberLayout layout, OptimizerStep.Rule rule, Binarization.Mode mode) {
        this.layout = layout;
        this.member = layout.member;
        this.network = layout.network;
        this.rule = rule;
        this.mode = mode;
    }

    /** Adds a training step on {@code rows} images. */
    void train(int rows, PackProgram.Builder program) {
        forward(rows, program);
        for (int i = layout.decoder.size() - 1; i >= 0; i--) {
            backward(layout.decoder.get(i), rows, DECODER_BACKWARD - LAYER * i, program);
            if (i > 0) {
                activationBackward(layout.decoder.get(i - 1), rows, DECODER_BACKWARD - LAYER * i + 3, program);
            }
        }
        Bound posterior = MemberLayout.last(layout.encoder);
        if (network.variant().samples()) {
            long heads = posterior.output();
            program.add(
                    LATENT_BACKWARD,
                    new Segment.LatentGradient(
                            member,
                            rows,
                            network.latent(),
                            layout.zGradient,
                            layout.noise,
                            heads,
                            layout.gradient(posterior.layer().bias())));
        } else {
            activationBackward(posterior, rows, LATENT_BACKWARD + 1, program);
        }
        for (int i = layout.encoder.size() - 1; i >= 0; i--) {
            int place = ENCODER_BACKWARD + LAYER * (layout.encoder.size() - i);
            backward(layout.encoder.get(i), rows, place, program);
            if (i > 0) {
                activationBackward(layout.encoder.get(i - 1), rows, place + 3, program);
            }
        }
        long first = layout.moments.length == 2 ? layout.moments[0] : layout.gradient;
        long second = layout.moments.length == 0 ? layout.gradient : layout.moments[layout.moments.length - 1];
        program.add(
                END,
                new Segment.Update(
                        member,
                        Math.toIntExact(layout.flat.size()),
                        layout.parameters,
                        layout.gradient,
                        first,
                        second,
                        rule));
        program.add(
                END + 1,
                new Segment.Sums(member, rows, layout.rowLoss, network.variant().samples() ? layout.rowKl : -1));
    }

    /**
     * Adds a look at {@code rows} images, which leaves their numbers at {@link #looked}.
     *
     * @param images of all steps
     * @param measured whether squared errors are wanted too
     */
    void look(int rows, int images, boolean measured, PackProgram.Builder program) {
        forward(rows, program);
        long[] targets = layout.looked(images);
        program.add(MEANS, new Segment.Store(member, rows, 1, layout.rowLoss, targets[0]));
        program.add(MEANS, new Segment.Store(member, rows, 1, layout.rowKl, targets[1]));
        if (!measured) {
            return;
        }
        Bound posterior = MemberLayout.last(layout.encoder);
        program.add(MEANS, new Segment.Store(member, rows, layout.heads(), posterior.output(), targets[3]));
        if (network.variant().samples()) {
            program.add(MEANS + 1, new Segment.Means(member, rows, network.latent(), posterior.output(), layout.z));
        }
        decode(rows, DECODE_MEANS, program);
        Bound output = MemberLayout.last(layout.decoder);
        program.add(
                SQUARED_ERROR,
                new Segment.SquaredError(
                        member,
                        rows,
                        network.pixels(),
                        output.output(),
                        layout.parameter(output.layer().bias()),
                        layout.pixels,
                        layout.rowError,
                        layout.gradient(output.layer().bias())));
        program.add(SQUARED_ERROR + 1, new Segment.Store(member, rows, 1, layout.rowError, targets[2]));
    }

    private void forward(int rows, PackProgram.Builder program) {
        program.add(GATHER, new Segment.Gather(member, rows, network.pixels(), layout.pixels, mode));
        Activation activation = Activation.of(network.spec().activation());
        for (int i = 0; i < layout.encoder.size(); i++) {
            forward(layout.encoder.get(i), rows, ENCODE - LAYER * (layout.encoder.size() - i), activation, program);
        }
        Bound posterior = MemberLayout.last(layout.encoder);
        long bias = layout.parameter(posterior.layer().bias());
        if (network.variant().samples()) {
            program.add(
                    REPARAMETERIZE,
                    new Segment.Reparameterize(
                            member,
                            rows,
                            network.latent(),
                            posterior.output(),
                            bias,
                            layout.z,
                            layout.noise,
                            layout.rowKl));
        } else {
            int width = posterior.layer().outputs();
            program.add(
                    REPARAMETERIZE + 1,
                    new Segment.BiasActivation(member, rows, width, posterior.output(), bias, Activation.IDENTITY));
        }
        decode(rows, DECODE, program);
        Bound output = MemberLayout.last(layout.decoder);
        boolean bernoulli = network.spec().likelihood() == Likelihood.BERNOULLI;
        program.add(
                OUTPUT,
                new Segment.Output(
                        member,
                        rows,
                        network.pixels(),
                        output.output(),
                        layout.parameter(output.layer().bias()),
                        layout.pixels,
                        layout.rowLoss,
                        layout.gradient(output.layer().bias()),
                        bernoulli ? 0 : network.spec().sigma().floatValue()));
    }

    private void decode(int rows, int place, PackProgram.Builder program) {
        Activation activation = Activation.of(network.spec().activation());
        for (int i = 0; i < layout.decoder.size(); i++) {
            forward(layout.decoder.get(i), rows, place + LAYER * i, activation, program);
        }
    }

    private void forward(Bound bound, int rows, int place, Activation activation, PackProgram.Builder program) {
        Layer.Dense layer = bound.layer();
        int out = layer.outputs();
        long weight = layout.parameter(layer.weight());
        program.add(
                place,
                new Segment.Product(
                        member, rows, out, layer.inputs(), bound.input(), false, weight, true, bound.output()));
        layer.label()
                .ifPresent(label -> program.add(
                        place + 1, new Segment.LabelAdd(member, rows, out, layout.parameter(label), bound.output())));
        if (layer.activated()) {
            long bias = layout.parameter(layer.bias());
            program.add(place + 2, new Segment.BiasActivation(member, rows, out, bound.output(), bias, activation));
        }
    }

    /** The gradients of a layer's weights and of its input from that of its output. */
    private void backward(Bound bound, int rows, int place, PackProgram.Builder program) {
        Layer.Dense layer = bound.layer();
        int in = layer.inputs();
        int out = layer.outputs();
        long dy = bound.gradient();
        program.add(
                place,
                new Segment.Product(
                        member, out, in, rows, dy, true, bound.input(), false, layout.gradient(layer.weight())));
        if (bound.inputGradient() >= 0) {
            long weight = layout.parameter(layer.weight());
            program.add(
                    place, new Segment.Product(member, rows, in, out, dy, false, weight, false, bound.inputGradient()));
        }
        layer.label()
                .ifPresent(label -> program.add(
                        place + 1,
                        new Segment.LabelSum(member, rows, out, dy, layout.gradient(label), network.classes())));
    }

    private void activationBackward(Bound bound, int rows, int place, PackProgram.Builder program) {
        Layer.Dense layer = bound.layer();
        Activation activation = layer.activated() ? Activation.of(network.spec().activation()) : Activation.IDENTITY;
        program.add(
                place,
                new Segment.ActivationBackward(
                        member,
                        rows,
                        layer.outputs(),
                        bound.gradient(),
                        bound.output(),
                        layout.gradient(layer.bias()),
                        activation));
    }
}
