package dev.lattice.core.modelfile;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A graph of ONNX operators that grows node by node. Field numbers are those of {@code onnx.proto} (onnx 1.12, IR version 8); a
 * value is known by the name of the output that gives it.
 */
final class OnnxGraph {

    /** Version of the operators: understood by every runtime since 2022. */
    static final int OPSET = 17;

    private static final int IR_VERSION = 8;
    private static final int FLOAT = 1;
    private static final int INT64 = 7;

    private static final int ATTRIBUTE_FLOAT = 1;
    private static final int ATTRIBUTE_INT = 2;
    private static final int ATTRIBUTE_INTS = 7;

    private final ProtoMessage graph = new ProtoMessage();
    private final List<ProtoMessage> nodes = new ArrayList<>();
    private final List<ProtoMessage> inputs = new ArrayList<>();
    private final List<ProtoMessage> outputs = new ArrayList<>();
    private final List<ProtoMessage> weights = new ArrayList<>();
    private final Set<String> names = new LinkedHashSet<>();

    /** Adds an input of floats; the first axis is the batch, of any size. */
    String input(String name, int... sizes) {
        return typed(name, FLOAT, sizes);
    }

    /** Adds an input of one whole number for each image. */
    String classes(String name) {
        return typed(name, INT64);
    }

    private String typed(String name, int type, int... sizes) {
        inputs.add(value(name, type, sizes));
        names.add(name);
        return name;
    }

    /** Makes the result of a node an output. */
    void output(String name, int... sizes) {
        outputs.add(value(name, FLOAT, sizes));
    }

    /** Adds weights. */
    String weights(String name, List<Integer> shape, float[] values) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        return tensor(name, FLOAT, shape, raw.array());
    }

    /** Adds a list of whole numbers, such as a shape. */
    String numbers(String name, long... values) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asLongBuffer().put(values);
        return tensor(name, INT64, List.of(values.length), raw.array());
    }

    private String tensor(String name, int type, List<Integer> shape, byte[] raw) {
        // A part of the model that is used twice has its weights once.
        if (names.add(name)) {
            ProtoMessage tensor = new ProtoMessage();
            shape.forEach(size -> tensor.whole(1, size));
            weights.add(tensor.whole(2, type).text(8, name).raw(9, raw));
        }
        return name;
    }

    /** Adds a node with one output, which has its name. */
    String node(String operator, String name, List<String> from) {
        return node(operator, name, from, Map.of());
    }

    /**
     * Adds a node with one output, which has its name.
     *
     * @param attributes by name: {@code Float}, {@code Integer} or {@code int[]}
     */
    String node(String operator, String name, List<String> from, Map<String, Object> attributes) {
        nodes(operator, name, from, List.of(name), attributes);
        return name;
    }

    /** Adds a node with several outputs. */
    void nodes(String operator, String name, List<String> from, List<String> to, Map<String, Object> attributes) {
        ProtoMessage node = new ProtoMessage();
        from.forEach(input -> node.text(1, input));
        for (String output : to) {
            if (!names.add(output)) {
                throw new IllegalArgumentException("there is a value '" + output + "' already");
            }
            node.text(2, output);
        }
        node.text(3, name).text(4, operator);
        attributes.forEach((key, value) -> node.message(5, attribute(key, value)));
        nodes.add(node);
    }

    private static ProtoMessage attribute(String name, Object value) {
        ProtoMessage attribute = new ProtoMessage().text(1, name);
        if (value instanceof Float real) {
            return attribute.real(2, real).whole(20, ATTRIBUTE_FLOAT);
        }
        if (value instanceof Integer whole) {
            return attribute.whole(3, whole).whole(20, ATTRIBUTE_INT);
        }
        for (int element : (int[]) value) {
            attribute.whole(8, element);
        }
        return attribute.whole(20, ATTRIBUTE_INTS);
    }

    private static ProtoMessage value(String name, int type, int... sizes) {
        ProtoMessage shape = new ProtoMessage().message(1, new ProtoMessage().text(2, "batch"));
        for (int size : sizes) {
            shape.message(1, new ProtoMessage().whole(1, size));
        }
        ProtoMessage tensor = new ProtoMessage().whole(1, type).message(2, shape);
        return new ProtoMessage().text(1, name).message(2, new ProtoMessage().message(1, tensor));
    }

    /**
     * Returns the model file.
     *
     * @param name of the graph
     * @param description for people
     * @param version of Lattice
     * @param metadata for programs
     */
    byte[] file(String name, String description, String version, Map<String, String> metadata) {
        nodes.forEach(node -> graph.message(1, node));
        graph.text(2, name);
        weights.forEach(tensor -> graph.message(5, tensor));
        graph.text(10, description);
        inputs.forEach(input -> graph.message(11, input));
        outputs.forEach(output -> graph.message(12, output));
        ProtoMessage model = new ProtoMessage()
                .whole(1, IR_VERSION)
                .text(2, "lattice")
                .text(3, version)
                .text(6, description)
                .message(7, graph)
                .message(8, new ProtoMessage().text(1, "").whole(2, OPSET));
        metadata.forEach((key, value) ->
                model.message(14, new ProtoMessage().text(1, key).text(2, value)));
        return model.bytes();
    }
}
