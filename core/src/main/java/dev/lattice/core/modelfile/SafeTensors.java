package dev.lattice.core.modelfile;

import dev.lattice.core.data.DataFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private SafeTensors() {}

    /** A matrix, row by row. */
    record Tensor(int rows, int columns, float[] values) {}

    /** Writes the tensors in the order of the map; the file is complete and on disk when the call returns. */
    static void write(Path file, Map<String, Tensor> tensors) throws IOException {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("__metadata__", Map.of("format", "lattice"));
        long offset = 0;
        for (Map.Entry<String, Tensor> e : tensors.entrySet()) {
            long end = offset + 4L * e.getValue().values().length;
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("dtype", "F32");
            entry.put("shape", List.of(e.getValue().rows(), e.getValue().columns()));
            entry.put("data_offsets", List.of(offset, end));
            header.put(e.getKey(), entry);
            offset = end;
        }
        byte[] json = JSON.writeValueAsBytes(header);
        int padded = (json.length + 7) / 8 * 8;
        ByteBuffer out =
                ByteBuffer.allocate(Math.toIntExact(8 + padded + offset)).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(padded).put(json);
        while (out.position() < 8 + padded) {
            out.put((byte) ' ');
        }
        for (Tensor t : tensors.values()) {
            out.asFloatBuffer().put(t.values());
            out.position(out.position() + 4 * t.values().length);
        }
        out.flip();
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            while (out.hasRemaining()) {
                channel.write(out);
            }
            channel.force(true);
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
        for (Map.Entry<String, JsonNode> e : header.properties()) {
            if (!e.getKey().equals("__metadata__")) {
                tensors.put(e.getKey(), tensor(file, e.getKey(), e.getValue(), data));
            }
        }
        return tensors;
    }

    private static Tensor tensor(Path file, String name, JsonNode entry, ByteBuffer data) {
        String type = entry.path("dtype").asString("");
        long rows = entry.path("shape").path(0).asLong(-1);
        long columns = entry.path("shape").path(1).asLong(-1);
        long begin = entry.path("data_offsets").path(0).asLong(-1);
        long end = entry.path("data_offsets").path(1).asLong(-1);
        boolean whole = type.equals("F32")
                && rows >= 1
                && columns >= 1
                && rows <= Integer.MAX_VALUE
                && columns <= Integer.MAX_VALUE / rows
                && begin >= 0
                && end <= data.capacity()
                && end - begin == 4 * rows * columns;
        if (!whole) {
            throw new DataFormatException(file + ": tensor '" + name
                    + "' must be F32, of two dimensions and within the file, but was " + entry);
        }
        float[] values = new float[(int) (rows * columns)];
        data.slice((int) begin, (int) (end - begin))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        return new Tensor((int) rows, (int) columns, values);
    }
}
