package dev.lattice.core.engine.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.config.Precision;
import dev.lattice.core.engine.pack.CpuPackDevice;
import dev.lattice.core.engine.pack.PackDevice;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What runs on a card, as far as a machine without one can show it. */
@Timeout(300)
class CudaTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"sm_75", "sm_80", "sm_90", "sm_120"})
    void compilesForCardsOldAndNew(String architecture) throws Exception {
        Files.writeString(folder.resolve("pack.cu"), CudaProgram.source());
        ProcessBuilder compiler = new ProcessBuilder(
                        "nvcc", "-arch=" + architecture, "-cubin", "-o", "pack.cubin", "pack.cu")
                .directory(folder.toFile())
                .redirectErrorStream(true);
        Process process = null;
        try {
            process = compiler.start();
        } catch (IOException e) {
            Assumptions.abort("no CUDA compiler (nvcc): " + e.getMessage());
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Assumptions.assumeFalse(said.contains("Unsupported gpu architecture"), "this nvcc knows no " + architecture);
        assertEquals(0, process.waitFor(), said);
    }

    /** The very calls, launches and kernels, on a GPU made of software, against the fused engine. */
    @ParameterizedTest
    @ValueSource(strings = {"none", "dynamic"})
    @EnabledOnOs(OS.LINUX)
    void aPackTrainsOnASoftwareGpuAsTheFusedEngineTrainsIt(String binarization) throws Exception {
        Assumptions.assumeTrue(
                CudaProgram.class.getResource("CudaDevices.class") != null,
                "a build with ND4J's CUDA has no cuda engine");
        Optional<Path> libraries = SoftwareGpu.build(folder);
        Assumptions.assumeTrue(libraries.isPresent(), "no C++ compiler (g++)");
        String said = SoftwareGpu.run(libraries.get(), PackOnCard.class, binarization);
        assertTrue(said.contains("alike 14 members on Software GPU, compute capability 9.0"), said);
    }

    @Test
    void aDeviceThatComputesSomethingElseIsRefused() {
        PackDevice.Maker cpu = new CpuPackDevice.Maker();
        assertEquals(Optional.empty(), InstalledCuda.check(cpu));
        String wrong = InstalledCuda.check(new Falsified(cpu, 1.01f)).orElseThrow();
        assertTrue(wrong.contains("computes something else than the CPU: vae in epoch 1"), wrong);
        String broken = InstalledCuda.check(new Falsified(cpu, Float.NaN)).orElseThrow();
        assertTrue(broken.contains("training diverged at epoch 1, step 1"), broken);
    }

    /** Has parameters that are wrong by a factor. */
    private record Falsified(PackDevice.Maker right, float factor) implements PackDevice.Maker {

        @Override
        public Optional<String> refusal() {
            return right.refusal();
        }

        @Override
        public boolean supports(Precision precision) {
            return right.supports(precision);
        }

        @Override
        public long freeBytes() {
            return right.freeBytes();
        }

        @Override
        public int atOnce() {
            return right.atOnce();
        }

        @Override
        public PackDevice make(PackDevice.Size size) {
            PackDevice device = right.make(size);
            return (PackDevice) Proxy.newProxyInstance(
                    PackDevice.class.getClassLoader(),
                    new Class<?>[] {PackDevice.class},
                    (proxy, method, arguments) -> {
                        if (method.getName().equals("write")) {
                            float[] values = ((float[]) arguments[1]).clone();
                            for (int i = 0; i < values.length; i++) {
                                values[i] *= factor;
                            }
                            arguments[1] = values;
                        }
                        return method.invoke(device, arguments);
                    });
        }
    }
}
