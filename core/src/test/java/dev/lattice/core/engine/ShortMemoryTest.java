package dev.lattice.core.engine;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShortMemoryTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "std::bad_alloc",
                "Failed to allocate 4096 bytes",
                "[CPU] allocation failed: out of memory",
                "could not create a memory object",
                "could not create a primitive",
                "could not execute a primitive",
                "Physical memory usage is too high: physicalBytes (8G) > maxPhysicalBytes (7G)"
            })
    void wordsOfNativeLibrariesAreKnown(String words) {
        assertTrue(ShortMemory.causes(new RuntimeException(words)));
        assertTrue(ShortMemory.causes(new IllegalStateException("a layer", new RuntimeException(words))));
        assertTrue(ShortMemory.causes(new OutOfMemoryError(words)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "could not create a primitive descriptor for the matmul primitive",
                "`latent` must be > 0, but was 0",
                "the disk is on fire"
            })
    void otherFailuresAreNot(String words) {
        assertFalse(ShortMemory.causes(new RuntimeException(words)));
        assertFalse(ShortMemory.causes(new RuntimeException()));
        assertFalse(ShortMemory.causes(new StackOverflowError(words)));
    }

    /** What JavaCPP throws itself: more than this machine has, and more than the tests may have. */
    @Test
    void whatJavaCppThrowsIsKnown() {
        assertTrue(ShortMemory.causes(assertThrows(OutOfMemoryError.class, () -> new FloatPointer(1L << 60).close())));
        long most = Pointer.maxBytes();
        assertTrue(ShortMemory.causes(assertThrows(OutOfMemoryError.class, () -> new FloatPointer(most).close())));
    }
}
