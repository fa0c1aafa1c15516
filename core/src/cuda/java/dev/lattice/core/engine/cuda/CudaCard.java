package dev.lattice.core.engine.cuda;

import static org.bytedeco.cuda.global.cudart.CUDA_ERROR_OUT_OF_MEMORY;
import static org.bytedeco.cuda.global.cudart.CUDA_SUCCESS;
import static org.bytedeco.cuda.global.cudart.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR;
import static org.bytedeco.cuda.global.cudart.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR;
import static org.bytedeco.cuda.global.cudart.cuCtxSetCurrent;
import static org.bytedeco.cuda.global.cudart.cuDeviceGet;
import static org.bytedeco.cuda.global.cudart.cuDeviceGetAttribute;
import static org.bytedeco.cuda.global.cudart.cuDeviceGetCount;
import static org.bytedeco.cuda.global.cudart.cuDeviceGetName;
import static org.bytedeco.cuda.global.cudart.cuDevicePrimaryCtxRetain;
import static org.bytedeco.cuda.global.cudart.cuGetErrorString;
import static org.bytedeco.cuda.global.cudart.cuInit;
import static org.bytedeco.cuda.global.cudart.cuMemGetInfo;
import static org.bytedeco.cuda.global.cudart.cuModuleGetFunction;
import static org.bytedeco.cuda.global.cudart.cuModuleLoadData;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.cuda.cudart.CUctx_st;
import org.bytedeco.cuda.cudart.CUfunc_st;
import org.bytedeco.cuda.cudart.CUmod_st;
import org.bytedeco.cuda.global.nvrtc;
import org.bytedeco.cuda.nvrtc._nvrtcProgram;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;

/** The first card of this machine, with the kernels compiled for it. Lives as long as the process. */
final class CudaCard {

    /** Turing: the oldest that CUDA 13 compiles for. */
    private static final int OLDEST_MAJOR = 7;

    private static final int OLDEST_MINOR = 5;
    private static final int NAME_BYTES = 256;

    private final CUctx_st context = new CUctx_st();
    private final CUmod_st module = new CUmod_st();
    private final Map<String, CUfunc_st> functions = new ConcurrentHashMap<>();
    private final String name;
    private final int major;
    private final int minor;

    /**
     * Opens the card and compiles the kernels.
     *
     * @throws CudaException in one line, if there is none or it is too old
     * @throws LinkageError if a library of CUDA 13 is missing
     */
    CudaCard() {
        check("cuInit", cuInit(0));
        int[] number = new int[1];
        check("cuDeviceGetCount", cuDeviceGetCount(number));
        if (number[0] == 0) {
            throw new CudaException("the driver sees no GPU");
        }
        check("cuDeviceGet", cuDeviceGet(number, 0));
        int device = number[0];
        byte[] chars = new byte[NAME_BYTES];
        check("cuDeviceGetName", cuDeviceGetName(chars, chars.length, device));
        name = new String(chars, StandardCharsets.UTF_8).split("\0", 2)[0];
        major = attribute(CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR, device);
        minor = attribute(CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR, device);
        if (major < OLDEST_MAJOR || major == OLDEST_MAJOR && minor < OLDEST_MINOR) {
            throw new CudaException(name + " has compute capability " + major + "." + minor + ", and CUDA 13 needs "
                    + OLDEST_MAJOR + "." + OLDEST_MINOR + " or newer");
        }
        check("cuDevicePrimaryCtxRetain", cuDevicePrimaryCtxRetain(context, device));
        use();
        try (BytePointer code = compiled()) {
            check("cuModuleLoadData", cuModuleLoadData(module, code));
        }
    }

    private static int attribute(int which, int device) {
        int[] value = new int[1];
        check("cuDeviceGetAttribute", cuDeviceGetAttribute(value, which, device));
        return value[0];
    }

    private BytePointer compiled() {
        _nvrtcProgram program = new _nvrtcProgram();
        try (BytePointer source = new BytePointer(CudaProgram.source(), StandardCharsets.UTF_8);
                BytePointer file = new BytePointer("pack.cu");
                BytePointer option = new BytePointer("--gpu-architecture=sm_" + major + minor);
                PointerPointer<BytePointer> options = new PointerPointer<>(new BytePointer[] {option});
                SizeTPointer size = new SizeTPointer(1)) {
            checkCompiler(
                    "nvrtcCreateProgram",
                    nvrtc.nvrtcCreateProgram(
                            program, source, file, 0, (PointerPointer<?>) null, (PointerPointer<?>) null));
            int result = nvrtc.nvrtcCompileProgram(program, 1, options);
            if (result != 0) {
                throw new CudaException("the kernels do not compile for " + name + ": " + log(program));
            }
            checkCompiler("nvrtcGetCUBINSize", nvrtc.nvrtcGetCUBINSize(program, size));
            BytePointer code = new BytePointer(size.get());
            checkCompiler("nvrtcGetCUBIN", nvrtc.nvrtcGetCUBIN(program, code));
            return code;
        } finally {
            nvrtc.nvrtcDestroyProgram(program);
        }
    }

    private static String log(_nvrtcProgram program) {
        try (SizeTPointer size = new SizeTPointer(1)) {
            checkCompiler("nvrtcGetProgramLogSize", nvrtc.nvrtcGetProgramLogSize(program, size));
            try (BytePointer text = new BytePointer(Math.max(1, size.get()))) {
                checkCompiler("nvrtcGetProgramLog", nvrtc.nvrtcGetProgramLog(program, text));
                return text.getString().strip().lines().findFirst().orElse("no reason given");
            }
        }
    }

    /** Makes the card the calling thread's. */
    void use() {
        check("cuCtxSetCurrent", cuCtxSetCurrent(context));
    }

    /** Returns a kernel. */
    CUfunc_st function(String kernel) {
        return functions.computeIfAbsent(kernel, k -> {
            CUfunc_st function = new CUfunc_st();
            check("cuModuleGetFunction " + k, cuModuleGetFunction(function, module, k));
            return function;
        });
    }

    long freeBytes() {
        use();
        try (SizeTPointer free = new SizeTPointer(1);
                SizeTPointer total = new SizeTPointer(1)) {
            check("cuMemGetInfo", cuMemGetInfo(free, total));
            return free.get();
        }
    }

    /** Returns the first number of the compute capability. */
    int major() {
        return major;
    }

    String description() {
        return name + ", compute capability " + major + "." + minor;
    }

    /**
     * Throws what a call of the driver reports.
     *
     * @throws OutOfMemoryError if the card has too little memory
     */
    static void check(String call, int result) {
        if (result == CUDA_SUCCESS) {
            return;
        }
        try (PointerPointer<BytePointer> text = new PointerPointer<>(1)) {
            String reason = cuGetErrorString(result, text) == CUDA_SUCCESS
                    ? text.get(BytePointer.class).getString()
                    : "error " + result;
            if (result == CUDA_ERROR_OUT_OF_MEMORY) {
                throw new OutOfMemoryError("no memory left on the GPU: " + call + ": " + reason);
            }
            throw new CudaException(call + ": " + reason);
        }
    }

    private static void checkCompiler(String call, int result) {
        if (result != 0) {
            throw new CudaException(
                    call + ": " + nvrtc.nvrtcGetErrorString(result).getString());
        }
    }
}
