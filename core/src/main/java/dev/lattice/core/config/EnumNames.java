package dev.lattice.core.config;

import java.util.Arrays;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/** Writes enum constants as users type them: {@code LEAKY_RELU} is {@code leaky-relu}; an underscore is read as well. */
final class EnumNames extends SimpleModule {

    private static final long serialVersionUID = 1L;

    EnumNames() {
        super("lattice-enum-names");
        addSerializer(new Writer());
        setDeserializerModifier(new ValueDeserializerModifier() {
            private static final long serialVersionUID = 1L;

            @Override
            public ValueDeserializer<?> modifyEnumDeserializer(
                    DeserializationConfig config,
                    JavaType type,
                    BeanDescription.Supplier description,
                    ValueDeserializer<?> deserializer) {
                return new Reader(type.getRawClass());
            }
        });
    }

    static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static final class Writer extends StdSerializer<Enum<?>> {
        private Writer() {
            super(Enum.class);
        }

        @Override
        public void serialize(Enum<?> value, JsonGenerator out, SerializationContext context) {
            out.writeString(name(value));
        }
    }

    private static final class Reader extends ValueDeserializer<Object> {
        private final Class<?> type;

        private Reader(Class<?> type) {
            this.type = type;
        }

        @Override
        public Object deserialize(JsonParser in, DeserializationContext context) {
            String text = in.currentToken() == JsonToken.VALUE_STRING ? in.getString() : null;
            return Arrays.stream(type.getEnumConstants())
                    .filter(c -> text != null
                            && name((Enum<?>) c)
                                    .equals(text.toLowerCase(Locale.ROOT).replace('_', '-')))
                    .findFirst()
                    .orElseThrow(() ->
                            InvalidFormatException.from(in, "not a name", text == null ? in.getString() : text, type));
        }
    }
}
