package dev.lattice.core.modelfile;

import dev.lattice.core.data.DataFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads and writes 32-bit float tensors in the safetensors format: a 64-bit little-endian header length, a JSON header with
 * name, shape and byte range of each tensor, then the numbers, little-endian. Python reads it with the package of that name.
 */
final class SafeTensors {

    /** A header longer than this is refused, as the format's own library does. */
    private static final int MAX_HEADER_BYTES = 100_000_000;

    /** A kernel has four. */
    private static final int MAX_AXES = 4;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private SafeTensors() {}

    /** Of what is written, how much is outside the heap at a time. */
    private static final int CHUNK_FLOATS = 1 << 16;

    /** An array, its last axis running fastest: all that the buffer holds from its start. */
    record Tensor(List<Integer> shape, FloatBuffer values) {}

    /** Writes the tensors in the order of the map; the file is complete and on disk when the call returns. */
    static void write(Path file, Map<String, Tensor> tensors) throws IOException {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("__metadata__", Map.of("format", "lattice"));
        long offset = 0;
        for (Map.Entry<String, Tensor> e : tensors.entrySet()) {
            long end = offset + 4L * e.getValue().values().capacity();
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("dtype", "F32");
            entry.put("shape", e.getValue().shape());
            entry.put("data_offsets", List.of(offset, end));
            header.put(e.getKey(), entry);
            offset = end;
        }
        byte[] json = JSON.writeValueAsBytes(header);
        int padded = (json.length + 7) / 8 * 8;
        // Read back by this class, which holds a file in one array.
        Math.toIntExact(8 + padded + offset);
        ByteBuffer head = ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN);
        head.putLong(padded).put(json);
        while (head.hasRemaining()) {
            head.put((byte) ' ');
        }
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            write(channel, head.flip());
            ByteBuffer chunk =
                    ByteBuffer.allocateDirect(CHUNK_FLOATS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (Tensor t : tensors.values()) {
                for (int from = 0; from < t.values().capacity(); from += CHUNK_FLOATS) {
                    int count = Math.min(CHUNK_FLOATS, t.values().capacity() - from);
                    chunk.clear().asFloatBuffer().put(0, t.values(), from, count);
                    write(channel, chunk.limit(count * Float.BYTES));
                }
            }
            channel.force(true);
        }
    }

    private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /**
     * Returns the tensors of a file by name.
     *
     * @throws DataFormatException if the file is not what it should be; nothing is allocated on the word of its header alone
     */
    static Map<String, Tensor> read(Path file) throws IOException {
        long size = Files.size(file);
        if (size < 8 || size > Integer.MAX_VALUE) {
            throw new DataFormatException(file + ": must hold between 8 bytes and 2 GiB, but holds " + size + " bytes");
        }
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        long headerBytes = in.getLong();
        if (headerBytes < 2 || headerBytes > MAX_HEADER_BYTES || headerBytes > size - 8) {
            throw new DataFormatException(file + ": header length at offset 0 must be between 2 and " + (size - 8)
                    + ", but was " + headerBytes);
        }
        String json = new String(in.array(), 8, (int) headerBytes, StandardCharsets.UTF_8);
        in.position(8 + (int) headerBytes);
        ByteBuffer data = in.slice().order(ByteOrder.LITTLE_ENDIAN);
        JsonNode header;
        try {
            header = JSON.readTree(json);
        } catch (JacksonException e) {
            throw new DataFormatException(file + ": header is not JSON: " + e.getOriginalMessage(), e);
        }
        Map<String, Tensor> tensors = new TreeMap<>();
        long used = 0;
        for (Map.Entry<String, JsonNode> e : header.properties()) {
            if (!e.getKey().equals("__metadata__")) {
                Tensor tensor = tensor(file, e.getKey(), e.getValue(), data);
                used += 4L * tensor.values().capacity();
                // A small file could else fill the memory with many tensors over the same bytes.
                if (used > data.capacity()) {
                    throw new DataFormatException(
                            file + ": tensors must not overlap, but '" + e.getKey() + "' uses bytes of another");
                }
                tensors.put(e.getKey(), tensor);
            }
        }
        return tensors;
    }

    private static Tensor tensor(Path file, String name, JsonNode entry, ByteBuffer data) {
        String type = entry.path("dtype").asString("");
        List<Integer> shape = shape(entry.path("shape"));
        long count = shape.stream().mapToLong(n -> n).reduce(1, Math::multiplyExact);
        long begin = entry.path("data_offsets").path(0).asLong(-1);
        long end = entry.path("data_offsets").path(1).asLong(-1);
        boolean whole = type.equals("F32")
                && !shape.isEmpty()
                && begin >= 0
                && end <= data.capacity()
                && end - begin == 4 * count;
        if (!whole) {
            throw new DataFormatException(file + ": tensor '" + name + "' must be F32, of one to " + MAX_AXES
                    + " dimensions and within the file, but was " + entry);
        }
        ByteBuffer bytes = data.slice((int) begin, (int) (end - begin)).order(ByteOrder.LITTLE_ENDIAN);
        return new Tensor(shape, bytes.asFloatBuffer());
    }

    /** Returns the shape; empty if it is none that a file of 2 GiB could hold. */
    private static List<Integer> shape(JsonNode axes) {
        List<Integer> shape = new ArrayList<>();
        long count = 1;
        for (JsonNode axis : axes) {
            long size = axis.asLong(-1);
            if (size < 1 || size > Integer.MAX_VALUE / count || shape.size() == MAX_AXES) {
                return List.of();
            }
            count *= size;
            shape.add((int) size);
        }
        return shape;
    }
}
