package dev.lattice.core.engine.cuda;

/** What the driver, the compiler or a library of CUDA reports, in one line. */
final class CudaException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CudaException(String message) {
        super(message);
    }
}
