package dev.lattice.search.store;

import dev.lattice.core.engine.TrainingCheckpoint;
import dev.lattice.core.engine.TrainingState;
import dev.lattice.core.trial.EpochRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A training's checkpoint on disk; whole or absent.
 *
 * <pre>
 * "LATTCKP" version | header length (4) | header | parameters | moments… | CRC-32C of all before (4)
 * header: key, engine, epochs done, steps done, parameters, moments, curve
 * </pre>
 *
 * <p>Numbers are big-endian floats. A file that is not exactly this is not used: the training then begins again, which costs
 * time and changes no result.
 */
public final class CheckpointFile {

    private static final byte[] MAGIC = {'L', 'A', 'T', 'T', 'C', 'K', 'P', 1};
    private static final int BLOCK = 1 << 20;
    private static final int MOST_HEADER = 1 << 28;

    /** No optimizer keeps more than two; the number is read from a file and must not be believed. */
    private static final int MOST_MOMENTS = 8;

    private CheckpointFile() {}

    /**
     * Writes a checkpoint in the place of an earlier one; it is on disk when the call returns.
     *
     * @param key what the training is, as {@link dev.lattice.search.schedule.TrialId#lineage} names it
     * @param engine whose state it is; another engine's results differ in the last bits
     */
    public static void write(Path file, String key, String engine, TrainingCheckpoint checkpoint) throws IOException {
        TrainingState state = checkpoint.state();
        Encoder header = new Encoder()
                .text(key)
                .text(engine)
                .number(state.epoch())
                .number(state.step())
                .number(state.parameters().length)
                .number(state.moments().length);
        checkpoint.curve().forEach(epoch -> TrialCodec.write(header, epoch));
        byte[] bytes = header.bytes();
        AtomicFile.write(file, channel -> {
            CRC32C crc = new CRC32C();
            ByteBuffer block = ByteBuffer.allocate(Math.max(BLOCK, MAGIC.length + Integer.BYTES + bytes.length));
            block.put(MAGIC).putInt(bytes.length).put(bytes);
            for (float[] values : arrays(state)) {
                for (float value : values) {
                    if (block.remaining() < Float.BYTES) {
                        drain(block, channel, crc);
                    }
                    block.putFloat(value);
                }
            }
            drain(block, channel, crc);
            block.putInt((int) crc.getValue());
            drain(block, channel, crc);
        });
    }

    /**
     * Returns the checkpoint in a file; empty if there is none, or one of another training or engine.
     *
     * @throws StoreException if the file is not a checkpoint, is damaged, or is of a later release
     */
    public static Optional<TrainingCheckpoint> read(Path file, String key, String engine) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return read(file, channel, key, engine);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new StoreException(StoreException.Code.IO, "cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private static Optional<TrainingCheckpoint> read(Path file, FileChannel channel, String key, String engine)
            throws IOException {
        long size = Files.size(file);
        int fixed = MAGIC.length + Integer.BYTES;
        require(file, size >= fixed + Integer.BYTES, "it is too short");
        requireChecksum(file, channel, size);
        ByteBuffer start = bytes(channel, 0, fixed);
        byte[] magic = new byte[MAGIC.length];
        start.get(magic);
        require(file, Arrays.equals(magic, MAGIC), "it is none of this release");
        int headerBytes = start.getInt();
        require(file, headerBytes >= 0 && headerBytes <= Math.min(MOST_HEADER, size - fixed), "its header is too long");
        Decoder header = new Decoder(bytes(channel, fixed, headerBytes).array());
        if (!header.text().equals(key) || !header.text().equals(engine)) {
            return Optional.empty();
        }
        int epochs = header.whole();
        long steps = header.number();
        int parameters = header.whole();
        int moments = header.whole();
        require(file, moments >= 0 && moments <= MOST_MOMENTS, "it has " + moments + " moments");
        long data = (long) Float.BYTES * parameters * (1 + moments);
        require(
                file,
                epochs >= 0 && parameters >= 0 && size == fixed + headerBytes + data + Integer.BYTES,
                "its length is not what its header says");
        List<EpochRecord> curve = new ArrayList<>();
        for (int epoch = 1; epoch <= epochs; epoch++) {
            curve.add(TrialCodec.epoch(header));
        }
        TrialCodec.end(header);
        long at = fixed + headerBytes;
        float[] values = floats(channel, at, parameters);
        float[][] averages = new float[moments][];
        for (int m = 0; m < moments; m++) {
            averages[m] = floats(channel, at + (m + 1L) * Float.BYTES * parameters, parameters);
        }
        return Optional.of(new TrainingCheckpoint(new TrainingState(epochs, steps, values, averages), curve));
    }

    private static void requireChecksum(Path file, FileChannel channel, long size) throws IOException {
        CRC32C crc = new CRC32C();
        long end = size - Integer.BYTES;
        for (long at = 0; at < end; at += BLOCK) {
            crc.update(bytes(channel, at, (int) Math.min(BLOCK, end - at)));
        }
        require(file, bytes(channel, end, Integer.BYTES).getInt() == (int) crc.getValue(), "its checksum differs");
    }

    private static List<float[]> arrays(TrainingState state) {
        List<float[]> arrays = new ArrayList<>(List.of(state.parameters()));
        arrays.addAll(List.of(state.moments()));
        return arrays;
    }

    private static float[] floats(FileChannel channel, long at, int count) throws IOException {
        float[] values = new float[count];
        int most = BLOCK / Float.BYTES;
        for (int from = 0; from < count; from += most) {
            int some = Math.min(most, count - from);
            bytes(channel, at + (long) from * Float.BYTES, some * Float.BYTES)
                    .asFloatBuffer()
                    .get(values, from, some);
        }
        return values;
    }

    private static void drain(ByteBuffer block, FileChannel channel, CRC32C crc) throws IOException {
        block.flip();
        crc.update(block.duplicate());
        while (block.hasRemaining()) {
            channel.write(block);
        }
        block.clear();
    }

    private static ByteBuffer bytes(FileChannel channel, long at, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, at + buffer.position()) < 0) {
                throw new IOException("the file became shorter while it was read");
            }
        }
        return buffer.flip();
    }

    private static void require(Path file, boolean sound, String what) {
        if (!sound) {
            throw new StoreException(
                    StoreException.Code.CORRUPT, "the checkpoint " + file + " cannot be used: " + what);
        }
    }
}
