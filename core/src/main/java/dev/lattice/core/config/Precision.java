package dev.lattice.core.config;

/** The number format of the large matrix products; everything else is always 32-bit. */
public enum Precision {
    /** IEEE 754 single precision. */
    F32,
    /** bfloat16 operands with 32-bit accumulation; needs a CPU that has it. */
    BF16
}
