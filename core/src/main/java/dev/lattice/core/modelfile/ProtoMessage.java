package dev.lattice.core.modelfile;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A message in the wire format of Protocol Buffers, written field by field; fields are known by their numbers. */
final class ProtoMessage {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);

    /** A field to be written. */
    @FunctionalInterface
    private interface Field {
        void write() throws IOException;
    }

    ProtoMessage text(int number, String value) {
        return add(() -> out.writeString(number, value));
    }

    ProtoMessage whole(int number, long value) {
        return add(() -> out.writeInt64(number, value));
    }

    ProtoMessage real(int number, float value) {
        return add(() -> out.writeFloat(number, value));
    }

    ProtoMessage raw(int number, byte[] value) {
        return add(() -> out.writeByteArray(number, value));
    }

    ProtoMessage message(int number, ProtoMessage value) {
        return raw(number, value.bytes());
    }

    byte[] bytes() {
        add(out::flush);
        return bytes.toByteArray();
    }

    private ProtoMessage add(Field field) {
        try {
            field.write();
        } catch (IOException e) {
            throw new UncheckedIOException("an array in memory cannot be written to", e);
        }
        return this;
    }
}
