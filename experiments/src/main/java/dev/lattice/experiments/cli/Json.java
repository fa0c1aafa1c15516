package dev.lattice.experiments.cli;

import tools.jackson.databind.json.JsonMapper;

/** Writes maps, lists and records for programs. */
final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    /** Returns indented JSON. */
    static String of(Object value) {
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
    }
}
