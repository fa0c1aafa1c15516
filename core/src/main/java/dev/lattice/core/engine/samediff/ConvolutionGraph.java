package dev.lattice.core.engine.samediff;

import dev.lattice.core.model.Layer;
import dev.lattice.core.model.Maps;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.DeConv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.factory.Nd4j;

/** Convolutions and their transposes in a graph whose other layers know rows only: maps are folded again at the end. */
final class ConvolutionGraph {

    private static final int WHOLE_BATCH_AND_CHANNELS = 0b0011;

    private final SameDiff graph;

    ConvolutionGraph(SameDiff graph) {
        this.graph = graph;
    }

    /**
     * Returns W x + b [batch, outputs].
     *
     * @param x [batch, inputs]
     */
    SDVariable apply(Layer.Convolution layer, SDVariable x, SDVariable weight, SDVariable bias) {
        Maps in = layer.input();
        SDVariable maps = graph.reshape(x, -1, in.channels(), in.height(), in.width());
        SDVariable y = layer.transposed() ? transposed(layer, maps, weight) : convolved(layer, maps, weight);
        SDVariable biased = y.add(graph.reshape(bias, 1, layer.output().channels(), 1, 1));
        return graph.reshape(biased, -1, layer.outputs());
    }

    private SDVariable convolved(Layer.Convolution layer, SDVariable maps, SDVariable weight) {
        Conv2DConfig config = Conv2DConfig.builder()
                .kH(layer.kernel())
                .kW(layer.kernel())
                .sH(layer.stride())
                .sW(layer.stride())
                .pH(layer.padding())
                .pW(layer.padding())
                .paddingMode(PaddingMode.VALID)
                .dataFormat("NCHW")
                .build();
        return graph.cnn().conv2d(maps, lastAxesFirst(weight), config);
    }

    /** ND4J's transposed convolution knows no output padding: it is run without any padding, and its edges are cut off. */
    private SDVariable transposed(Layer.Convolution layer, SDVariable maps, SDVariable weight) {
        DeConv2DConfig config = DeConv2DConfig.builder()
                .kH(layer.kernel())
                .kW(layer.kernel())
                .sH(layer.stride())
                .sW(layer.stride())
                .isSameMode(false)
                .dataFormat("NCHW")
                .build();
        SDVariable whole = graph.cnn().deconv2d(maps, lastAxesFirst(weight), config);
        Maps out = layer.output();
        int top = layer.padding();
        int bottom = top + out.height();
        int right = top + out.width();
        int missing = Math.max(
                bottom - whole(layer, layer.input().height()),
                right - whole(layer, layer.input().width()));
        if (missing > 0) {
            int[][] edges = {{0, 0}, {0, 0}, {0, missing}, {0, missing}};
            whole = graph.nn().pad(whole, graph.constant(Nd4j.createFromArray(edges)), 0);
        }
        return graph.stridedSlice(
                whole,
                new long[] {0, 0, top, top},
                new long[] {0, 0, bottom, right},
                new long[] {1, 1, 1, 1},
                WHOLE_BATCH_AND_CHANNELS,
                WHOLE_BATCH_AND_CHANNELS,
                0,
                0,
                0);
    }

    /** Returns a kernel as ND4J wants it: the only order of axes that its gradients know. */
    private SDVariable lastAxesFirst(SDVariable weight) {
        return graph.permute(weight, 2, 3, 1, 0);
    }

    private static int whole(Layer.Convolution layer, int inputs) {
        return layer.stride() * (inputs - 1) + layer.kernel();
    }
}
