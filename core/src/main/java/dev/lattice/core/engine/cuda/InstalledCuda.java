package dev.lattice.core.engine.cuda;

import dev.lattice.core.config.Precision;
import dev.lattice.core.engine.pack.DeviceCheck;
import dev.lattice.core.engine.pack.PackDevice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The CUDA of this machine, looked for when it is first wanted and then tried out: a driver, a build with the bindings of CUDA 13, the
 * libraries, a card, and a small pack that trains as it does on the CPU. Whichever is missing is the reason in one line.
 */
final class InstalledCuda implements PackDevice.Maker {

    /** What the driver leaves on Linux, in a container, and on Linux within Windows. */
    private static final List<String> LINUX_DRIVER =
            List.of("/dev/nvidiactl", "/proc/driver/nvidia/version", "/dev/dxg");

    /** Lives in a source folder of its own, which a build with ND4J's CUDA leaves out. */
    private static final String DEVICES = "dev.lattice.core.engine.cuda.CudaDevices";

    @Override
    public Optional<String> refusal() {
        return Found.REFUSAL;
    }

    @Override
    public boolean supports(Precision precision) {
        return Found.DEVICES.supports(precision);
    }

    @Override
    public long freeBytes() {
        return Found.DEVICES.freeBytes();
    }

    @Override
    public int atOnce() {
        return Found.DEVICES.atOnce();
    }

    @Override
    public PackDevice make(PackDevice.Size size) {
        return Found.DEVICES.make(size);
    }

    @Override
    public String toString() {
        return String.valueOf(Found.DEVICES);
    }

    /** Looked for once in a process. */
    private static final class Found {
        private static PackDevice.Maker found;
        private static final Optional<String> REFUSAL = find();
        private static final PackDevice.Maker DEVICES = found;

        private static Optional<String> find() {
            if (!driver()) {
                return Optional.of("no NVIDIA driver on this machine");
            }
            try {
                found = (PackDevice.Maker) Class.forName(InstalledCuda.DEVICES)
                        .getDeclaredConstructor()
                        .newInstance();
            } catch (ReflectiveOperationException e) {
                return Optional.of("this build has ND4J's CUDA instead; build without the profile 'cuda'");
            }
            Optional<String> missing = found.refusal();
            return missing.isPresent() ? missing : check(found);
        }

        private static boolean driver() {
            if (System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows")) {
                String root = System.getenv("SystemRoot");
                return root != null && Files.exists(Path.of(root, "System32", "nvcuda.dll"));
            }
            return Stream.of(LINUX_DRIVER.toArray(String[]::new)).anyMatch(file -> Files.exists(Path.of(file)));
        }
    }

    /** Returns why a device is not to be trusted; empty if it computes what the CPU computes. */
    static Optional<String> check(PackDevice.Maker devices) {
        try {
            return DeviceCheck.failure(devices)
                    .map(wrong -> devices + " computes something else than the CPU: " + wrong);
        } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
            return Optional.of(devices + " failed in a trial run: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse(e.toString()));
        }
    }
}
