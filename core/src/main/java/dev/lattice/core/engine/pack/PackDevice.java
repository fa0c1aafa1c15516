package dev.lattice.core.engine.pack;

import dev.lattice.core.config.Precision;
import dev.lattice.core.data.ImageSet;
import java.util.Optional;

/** The memory of a pack and what runs programs over it. For use by one thread at a time. */
public interface PackDevice extends AutoCloseable {

    /** Copies {@code values} to {@code offset} floats into the memory. */
    void write(long offset, float[] values);

    /** Returns {@code count} floats from {@code offset} on, after what was run before. */
    float[] read(long offset, int count);

    /** Prepares a program to be run often. */
    Prepared prepare(PackProgram program);

    /** Begins an epoch, or a look at images: the next step is the first, all sums are 0. */
    void begin(PackRun run);

    /** Takes the next step of the run; may return before it is done. */
    void step(Prepared program);

    /** Takes no more part of a member in this run. */
    void drop(int member);

    /** Waits for the steps taken and returns what they came to. */
    PackTotals totals();

    /** Frees the memory. */
    @Override
    void close();

    /** A program of this device. */
    interface Prepared {}

    /** Makes devices. */
    interface Maker {

        /** Returns why there can be none on this machine; empty if there can. */
        Optional<String> refusal();

        /** Returns whether products have operands of this precision here. */
        boolean supports(Precision precision);

        /** Returns the bytes that packs may take now. */
        long freeBytes();

        /** Returns the number of packs that are best run side by side. */
        int atOnce();

        /**
         * Makes a device with zeroed memory.
         *
         * @throws OutOfMemoryError if there is not enough
         */
        PackDevice make(Size size);
    }

    /**
     * What a pack needs of a device.
     *
     * @param floats of its memory
     * @param members their number
     * @param stepsPerEpoch most steps of a run
     * @param precision of the operands of products
     * @param train images of {@link PackProgram.Data#TRAIN}
     * @param validation images of {@link PackProgram.Data#VALIDATION}; may be empty
     */
    record Size(
            long floats, int members, int stepsPerEpoch, Precision precision, ImageSet train, ImageSet validation) {}
}
