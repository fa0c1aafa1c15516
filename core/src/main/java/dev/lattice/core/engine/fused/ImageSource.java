package dev.lattice.core.engine.fused;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Images kept once for all workers, one byte a pixel in direct memory: image i is bytes i·pixels to (i+1)·pixels, and
 * byte b stands for b / 255f.
 *
 * @param count number of images
 * @param pixels pixels of one image
 * @param bytes {@code [count, pixels]}, a direct buffer that this record keeps reachable; read only
 */
public record ImageSource(int count, int pixels, ByteBuffer bytes) {

    /** Checks the size. */
    public ImageSource {
        if (count < 1 || pixels < 1 || bytes.capacity() < (long) count * pixels) {
            throw new IllegalArgumentException("`bytes` must hold " + count + " images of " + pixels
                    + " pixels, but has " + bytes.capacity() + " bytes");
        }
    }

    /**
     * Returns {@code image}.
     *
     * @throws IndexOutOfBoundsException if there is no such image
     */
    int checked(int image) {
        return Objects.checkIndex(image, count);
    }
}
