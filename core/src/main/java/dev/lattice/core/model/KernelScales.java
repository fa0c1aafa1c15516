package dev.lattice.core.model;

import dev.lattice.core.config.Check;
import java.util.List;
import java.util.Objects;

/** The option {@code model.kernelScales} of variants whose objective has a kernel. */
final class KernelScales {

    private KernelScales() {}

    /**
     * Returns the given scales, or {@code otherwise} where none are given.
     *
     * @throws dev.lattice.core.config.ConfigException if there is none, or one is not a finite number above 0
     */
    static List<Double> checked(List<Double> given, List<Double> otherwise) {
        if (given == null) {
            return otherwise;
        }
        Check.notEmpty("model.kernelScales", given);
        boolean positive = given.stream().allMatch(s -> Objects.nonNull(s) && s > 0 && s < Double.POSITIVE_INFINITY);
        Check.require(positive, "model.kernelScales", "must hold finite numbers > 0", given);
        return List.copyOf(given);
    }
}
