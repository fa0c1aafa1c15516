package dev.lattice.core.engine.fused;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCRATCHPAD;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import dev.lattice.core.engine.fused.MatrixProducts.Product;
import dev.lattice.core.model.Layer;
import dev.lattice.core.model.Maps;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.primitive_desc;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.Pointer;

/**
 * Convolutions by oneDNN, bound to their operands once and run many times, as {@link MatrixProducts} are.
 *
 * <p>Maps lie pixel by pixel, a pixel's channels side by side: {@code [batch, height, width, channels]}. That is a plain
 * matrix with one row a pixel, so that every kernel that knows matrices knows maps, and on CPUs with AVX-512 oneDNN is as fast
 * in it as in its own blocked layouts, which pad channels to sixteen. Weights are plain {@code [places' channels, image's
 * channels, kernel, kernel]}; they are small, and reordered into what oneDNN wants on every run.
 *
 * <p>An instance, what it prepares and its operands belong to one thread. Sums have a fixed order.
 */
final class OneDnnConvolutions implements AutoCloseable {

    private static final memory.data_type F32 = memory.data_type.f32;

    private final Workspace workspace;
    private final engine cpu;
    private final stream stream;
    private final List<Bound> bound = new ArrayList<>();
    private Floats scratch;

    /**
     * Loads the library.
     *
     * @param workspace where scratch memory is taken from; it is closed after this
     * @throws UnsatisfiedLinkError if it does not load
     */
    OneDnnConvolutions(Workspace workspace) {
        this.workspace = workspace;
        this.cpu = new engine(engine.kind.cpu, 0);
        this.stream = new stream(cpu);
        this.scratch = workspace.floats(0);
    }

    /**
     * The geometry of a convolution over a batch. A transposed one has its input for {@code places} and its output for
     * {@code image}: its forward pass is the data gradient of the convolution, and the other way round.
     *
     * @param batch images
     * @param image maps that kernels lie on
     * @param places maps with one pixel for each place of a kernel
     * @param kernel side of a kernel
     * @param stride from place to place
     * @param padding zeros around the image
     */
    record Geometry(int batch, Maps image, Maps places, int kernel, int stride, int padding) {

        static Geometry of(Layer.Convolution layer, int batch) {
            Maps image = layer.transposed() ? layer.output() : layer.input();
            Maps places = layer.transposed() ? layer.input() : layer.output();
            return new Geometry(batch, image, places, layer.kernel(), layer.stride(), layer.padding());
        }

        /** Returns the number of weights. */
        int weights() {
            return places.channels() * image.channels() * kernel * kernel;
        }
    }

    /** Returns {@code places[o, i] = Σ weights[o, c, k] · image[c, stride·i + k − padding]}. */
    Product convolution(Geometry g, Floats image, Floats weights, Floats places) {
        Bound result = new Bound(g, image, weights, places);
        convolution_forward.primitive_desc chosen = result.forward;
        result.read(weights, result.plainWeights, result.hold(chosen.weights_desc()), DNNL_ARG_WEIGHTS);
        result.argument(DNNL_ARG_SRC, image, result.image);
        result.argument(DNNL_ARG_DST, places, result.places);
        result.finish(new convolution_forward(chosen), chosen);
        return result;
    }

    /** Returns {@code image[c, stride·i + k − padding] = Σ weights[o, c, k] · places[o, i]}. */
    Product transposed(Geometry g, Floats places, Floats weights, Floats image) {
        Bound result = new Bound(g, image, weights, places);
        convolution_backward_data.primitive_desc chosen = result.hold(new convolution_backward_data.primitive_desc(
                cpu,
                dnnl.algorithm.convolution_direct,
                result.image,
                result.anyWeights,
                result.places,
                result.strides,
                result.padding,
                result.padding,
                result.forward,
                result.attributes,
                false));
        result.read(weights, result.plainWeights, result.hold(chosen.weights_desc()), DNNL_ARG_WEIGHTS);
        result.argument(DNNL_ARG_DIFF_SRC, image, result.image);
        result.argument(DNNL_ARG_DIFF_DST, places, result.places);
        result.finish(new convolution_backward_data(chosen), chosen);
        return result;
    }

    /** Returns {@code weights[o, c, k] = Σ places[o, i] · image[c, stride·i + k − padding]}. */
    Product weightGradient(Geometry g, Floats image, Floats places, Floats weights) {
        Bound result = new Bound(g, image, weights, places);
        convolution_backward_weights.primitive_desc chosen =
                result.hold(new convolution_backward_weights.primitive_desc(
                        cpu,
                        dnnl.algorithm.convolution_direct,
                        result.image,
                        result.anyWeights,
                        result.places,
                        result.strides,
                        result.padding,
                        result.padding,
                        result.forward,
                        result.attributes,
                        false));
        memory written = result.own(result.hold(chosen.diff_weights_desc()));
        result.argument(DNNL_ARG_SRC, image, result.image);
        result.argument(DNNL_ARG_DIFF_DST, places, result.places);
        result.arguments.put(DNNL_ARG_DIFF_WEIGHTS, written);
        result.finish(new convolution_backward_weights(chosen), chosen);
        result.reorder(written, result.memory(weights, result.plainWeights));
        return result;
    }

    /** Returns the copy of maps to rows of {@code channels · height · width}, channel by channel. */
    Product toRows(int batch, Maps maps, Floats from, Floats to) {
        return new Bound(batch, maps, from, memory.format_tag.nhwc, to, memory.format_tag.nchw);
    }

    /** Returns the copy of rows of {@code channels · height · width}, channel by channel, to maps. */
    Product toMaps(int batch, Maps maps, Floats from, Floats to) {
        return new Bound(batch, maps, from, memory.format_tag.nchw, to, memory.format_tag.nhwc);
    }

    @Override
    public void close() {
        bound.forEach(Bound::close);
        bound.clear();
        stream.close();
        cpu.close();
    }

    /** Something to run; every native object it needs is held here until it is closed. */
    private final class Bound implements Product {

        private final List<Floats> views = new ArrayList<>();
        private final List<Pointer> held = new ArrayList<>();
        private final List<primitive> primitives = new ArrayList<>();
        private final List<IntMemoryMap> allArguments = new ArrayList<>();
        private final IntMemoryMap arguments = new IntMemoryMap();
        private memory.desc image;
        private memory.desc places;
        private memory.desc plainWeights;
        private memory.desc anyWeights;
        private long[] strides;
        private long[] padding;
        private primitive_attr attributes;
        private convolution_forward.primitive_desc forward;
        private boolean closed;

        /** Describes the operands and the forward pass, which is a hint to the others. */
        Bound(Geometry g, Floats imageValues, Floats weights, Floats placeValues) {
            imageValues.requireLength((long) g.batch() * g.image().size(), "image");
            placeValues.requireLength((long) g.batch() * g.places().size(), "places");
            weights.requireLength(g.weights(), "weights");
            bound.add(this);
            long[] kernels = {g.places().channels(), g.image().channels(), g.kernel(), g.kernel()};
            image = hold(maps(g.batch(), g.image(), memory.format_tag.nhwc));
            places = hold(maps(g.batch(), g.places(), memory.format_tag.nhwc));
            plainWeights = hold(new memory.desc(kernels, F32, memory.format_tag.oihw));
            anyWeights = hold(new memory.desc(kernels, F32, memory.format_tag.any));
            strides = new long[] {g.stride(), g.stride()};
            padding = new long[] {g.padding(), g.padding()};
            attributes = hold(new primitive_attr());
            attributes.set_scratchpad_mode(dnnl.scratchpad_mode.user);
            forward = hold(new convolution_forward.primitive_desc(
                    cpu,
                    dnnl.prop_kind.forward_training,
                    dnnl.algorithm.convolution_direct,
                    image,
                    anyWeights,
                    places,
                    strides,
                    padding,
                    padding,
                    attributes,
                    false));
        }

        Bound(int batch, Maps maps, Floats from, memory.format_tag fromOrder, Floats to, memory.format_tag toOrder) {
            from.requireLength((long) batch * maps.size(), "from");
            to.requireLength((long) batch * maps.size(), "to");
            bound.add(this);
            reorder(memory(from, hold(maps(batch, maps, fromOrder))), memory(to, hold(maps(batch, maps, toOrder))));
        }

        @Override
        public void run() {
            if (closed) {
                throw new IllegalStateException("this convolution is closed");
            }
            // Throws before native code touches freed memory.
            for (int i = 0; i < views.size(); i++) {
                views.get(i).address();
            }
            for (int i = 0; i < primitives.size(); i++) {
                primitives.get(i).execute(stream, allArguments.get(i));
            }
        }

        void close() {
            closed = true;
            allArguments.forEach(Pointer::close);
            primitives.forEach(Pointer::close);
            for (int i = held.size() - 1; i >= 0; i--) {
                held.get(i).close();
            }
        }

        private static memory.desc maps(long batch, Maps maps, memory.format_tag order) {
            return new memory.desc(new long[] {batch, maps.channels(), maps.height(), maps.width()}, F32, order);
        }

        private memory memory(Floats values, memory.desc layout) {
            views.add(values);
            return hold(new memory(layout, cpu, hold(values.pointer())));
        }

        private memory own(memory.desc layout) {
            return memory(workspace.floats(floats(layout)), layout);
        }

        private void argument(int name, Floats values, memory.desc layout) {
            arguments.put(name, memory(values, layout));
        }

        private void read(Floats values, memory.desc stored, memory.desc wanted, int name) {
            memory ready = own(wanted);
            reorder(memory(values, stored), ready);
            arguments.put(name, ready);
        }

        private void reorder(memory from, memory to) {
            add(
                    new reorder(from, to),
                    new IntMemoryMap().put(DNNL_ARG_FROM, from).put(DNNL_ARG_TO, to));
        }

        /** Adds the convolution itself, with scratch memory that all share. */
        private void finish(primitive convolution, primitive_desc chosen) {
            memory.desc wanted = hold(chosen.scratchpad_desc());
            if (floats(wanted) > scratch.length()) {
                scratch = workspace.floats(floats(wanted));
            }
            arguments.put(DNNL_ARG_SCRATCHPAD, memory(scratch, wanted));
            add(convolution, arguments);
        }

        private void add(primitive primitive, IntMemoryMap map) {
            primitives.add(primitive);
            allArguments.add(map);
        }

        private <P extends Pointer> P hold(P pointer) {
            held.add(pointer);
            return pointer;
        }
    }

    private static long floats(memory.desc layout) {
        return (layout.get_size() + Float.BYTES - 1) / Float.BYTES;
    }
}
