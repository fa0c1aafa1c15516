package dev.lattice.core.config;

import java.util.List;

/**
 * The convolutions between the image and the dense layers of an encoder; the decoder mirrors them with transposed ones.
 *
 * <p>Maps are padded by (kernel − 1)/2 pixels, rounded down, on every side, so that an odd kernel with stride 1 keeps their
 * size and stride 2 halves it.
 *
 * @param filters channels that each convolution gives, image side first
 * @param kernels side of each square kernel in pixels; a single number holds for all layers
 * @param strides pixels from one place of a kernel to the next; a single number holds for all layers
 */
public record ConvSpec(List<Integer> filters, List<Integer> kernels, List<Integer> strides) {

    private static final int MAX_KERNEL = 64;

    /** Fills in defaults (3x3 kernels, stride 2) and checks every value. */
    public ConvSpec {
        filters = filters == null ? List.of() : Check.wholeNumbers("model.conv.filters", filters);
        kernels = kernels == null ? List.of(3) : Check.wholeNumbers("model.conv.kernels", kernels);
        strides = strides == null ? List.of(2) : Check.wholeNumbers("model.conv.strides", strides);
        Check.notEmpty("model.conv.filters", filters);
        for (int channels : filters) {
            Check.require(channels >= 1, "model.conv.filters", "must hold numbers of at least 1", filters);
        }
        requireOnePerLayer("model.conv.kernels", kernels, filters);
        requireOnePerLayer("model.conv.strides", strides, filters);
        for (int kernel : kernels) {
            Check.require(
                    kernel >= 1 && kernel <= MAX_KERNEL,
                    "model.conv.kernels",
                    "must hold numbers from 1 to " + MAX_KERNEL,
                    kernels);
        }
        for (int layer = 0; layer < filters.size(); layer++) {
            Check.require(
                    of(strides, layer) >= 1 && of(strides, layer) <= of(kernels, layer),
                    "model.conv.strides",
                    "must hold numbers from 1 to the kernel's side, which is " + of(kernels, layer),
                    strides);
        }
    }

    /** Returns the side of a layer's kernel. */
    public int kernel(int layer) {
        return of(kernels, layer);
    }

    /** Returns the stride of a layer. */
    public int stride(int layer) {
        return of(strides, layer);
    }

    private static int of(List<Integer> values, int layer) {
        return values.size() == 1 ? values.get(0) : values.get(layer);
    }

    private static void requireOnePerLayer(String key, List<Integer> values, List<Integer> filters) {
        Check.require(
                values.size() == 1 || values.size() == filters.size(),
                key,
                "must hold one number, or one for each of the " + filters.size() + " 'model.conv.filters'",
                values);
    }
}
