package dev.lattice.core.engine.cuda;

import dev.lattice.core.config.Precision;
import dev.lattice.core.engine.pack.PackDevice;
import java.util.Optional;

/** Packs on the first NVIDIA GPU of this machine, by the CUDA 13 libraries that are installed. */
public final class CudaDevices implements PackDevice.Maker {

    /** Leaves room for what the driver and cuBLAS take. */
    private static final double SHARE = 0.85;

    private static final int AMPERE = 8;

    private CudaCard card;
    private String missing;

    @Override
    public synchronized Optional<String> refusal() {
        if (card == null && missing == null) {
            try {
                card = new CudaCard();
            } catch (CudaException e) {
                missing = e.getMessage();
            } catch (LinkageError e) {
                Throwable cause = e.getCause() == null ? e : e.getCause();
                missing = "the libraries of CUDA 13 (driver, runtime, cuBLAS, NVRTC) do not load: "
                        + String.valueOf(cause.getMessage()).lines().findFirst().orElse("no reason given");
            }
        }
        return Optional.ofNullable(missing);
    }

    /** Tensor cores round operands to bf16 from Ampere on. */
    @Override
    public boolean supports(Precision precision) {
        return precision == Precision.F32 || opened().major() >= AMPERE;
    }

    @Override
    public long freeBytes() {
        return (long) (SHARE * opened().freeBytes());
    }

    /** While one pack's results are recorded, another trains. */
    @Override
    public int atOnce() {
        return 2;
    }

    @Override
    public PackDevice make(PackDevice.Size size) {
        return new CudaPackDevice(opened(), size);
    }

    /** Returns the card's name. */
    @Override
    public String toString() {
        return refusal().orElseGet(() -> opened().description());
    }

    private synchronized CudaCard opened() {
        refusal().ifPresent(why -> {
            throw new IllegalStateException(why);
        });
        return card;
    }
}
