package dev.lattice.core.engine.cuda;

import static org.bytedeco.cuda.global.cublas.cublasCreate_v2;
import static org.bytedeco.cuda.global.cublas.cublasDestroy_v2;
import static org.bytedeco.cuda.global.cublas.cublasGetStatusString;
import static org.bytedeco.cuda.global.cublas.cublasSetStream_v2;
import static org.bytedeco.cuda.global.cublas.cublasSetWorkspace_v2;
import static org.bytedeco.cuda.global.cudart.CU_EVENT_DISABLE_TIMING;
import static org.bytedeco.cuda.global.cudart.CU_STREAM_NON_BLOCKING;
import static org.bytedeco.cuda.global.cudart.cuEventCreate;
import static org.bytedeco.cuda.global.cudart.cuEventDestroy;
import static org.bytedeco.cuda.global.cudart.cuEventRecord;
import static org.bytedeco.cuda.global.cudart.cuStreamCreate;
import static org.bytedeco.cuda.global.cudart.cuStreamDestroy;
import static org.bytedeco.cuda.global.cudart.cuStreamWaitEvent;

import org.bytedeco.cuda.cublas.cublasContext;
import org.bytedeco.cuda.cudart.CUevent_st;
import org.bytedeco.cuda.cudart.CUstream_st;

/** A stream of a card with a handle of cuBLAS of its own, so that products on several streams share no workspace. */
final class CudaStream implements AutoCloseable {

    private final CUstream_st stream = new CUstream_st();
    private final CUevent_st reached = new CUevent_st();
    private final cublasContext blas = new cublasContext();

    /**
     * Creates a stream.
     *
     * @param blocks where the workspace is taken from
     * @param workspaceBytes what cuBLAS may use; without it products would allocate while a graph is captured
     */
    CudaStream(CudaMemory blocks, long workspaceBytes) {
        try {
            CudaCard.check("cuStreamCreate", cuStreamCreate(stream, CU_STREAM_NON_BLOCKING));
            CudaCard.check("cuEventCreate", cuEventCreate(reached, CU_EVENT_DISABLE_TIMING));
            checkProducts("cublasCreate", cublasCreate_v2(blas));
            checkProducts("cublasSetStream", cublasSetStream_v2(blas, stream));
            long workspace = blocks.allocate(workspaceBytes);
            checkProducts(
                    "cublasSetWorkspace", cublasSetWorkspace_v2(blas, CudaLaunches.pointer(workspace), workspaceBytes));
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    CUstream_st stream() {
        return stream;
    }

    cublasContext blas() {
        return blas;
    }

    /** Has what is put on this stream from now on wait for what is on the other one by now. */
    void follow(CudaStream other) {
        CudaCard.check("cuEventRecord", cuEventRecord(other.reached, other.stream));
        CudaCard.check("cuStreamWaitEvent", cuStreamWaitEvent(stream, other.reached, 0));
    }

    static void checkProducts(String call, int status) {
        if (status != 0) {
            throw new CudaException(call + ": " + cublasGetStatusString(status).getString());
        }
    }

    @Override
    public void close() {
        if (!blas.isNull()) {
            checkProducts("cublasDestroy", cublasDestroy_v2(blas));
            blas.setNull();
        }
        if (!reached.isNull()) {
            CudaCard.check("cuEventDestroy", cuEventDestroy(reached));
            reached.setNull();
        }
        if (!stream.isNull()) {
            CudaCard.check("cuStreamDestroy", cuStreamDestroy(stream));
            stream.setNull();
        }
    }
}
