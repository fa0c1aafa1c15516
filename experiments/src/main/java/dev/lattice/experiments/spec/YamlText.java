package dev.lattice.experiments.spec;

import dev.lattice.core.config.ConfigException;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Reads the plain part of YAML: maps, lists and scalars. Tags, anchors and aliases are refused, duplicate keys and texts that
 * are too long or too deep as well, so a file from elsewhere can neither make objects nor fill the memory.
 */
public final class YamlText {

    /** Longest text that is read; the largest bundled experiment has a hundredth of it. */
    static final int MAX_CHARACTERS = 100_000;

    /** Deepest nesting that is read. */
    static final int MAX_DEPTH = 16;

    private static final LoadSettings READ = LoadSettings.builder()
            .setAllowDuplicateKeys(false)
            .setAllowNonScalarKeys(false)
            .setMaxAliasesForCollections(0)
            .setCodePointLimit(MAX_CHARACTERS)
            .setSchema(new CoreSchema())
            .build();

    private static final DumpSettings WRITE = DumpSettings.builder()
            .setDefaultFlowStyle(FlowStyle.AUTO)
            .setSchema(new CoreSchema())
            .build();

    private YamlText() {}

    /**
     * Returns what the text says: a map, a list, a scalar, or null for an empty text.
     *
     * @throws ConfigException if it is not YAML, or uses more of YAML than is read here
     */
    public static Object read(String text) {
        try {
            if (text.length() > MAX_CHARACTERS) {
                throw new ConfigException(
                        "must hold at most " + MAX_CHARACTERS + " characters, but holds " + text.length());
            }
            int depth = 0;
            for (Event event : new Parse(READ).parseString(text)) {
                depth += event instanceof CollectionStartEvent ? 1 : event instanceof CollectionEndEvent ? -1 : 0;
                check(event, depth);
            }
            return new Load(READ).loadFromString(text);
        } catch (MarkedYamlEngineException e) {
            throw new ConfigException(line(e.getProblemMark()) + "not valid YAML: " + e.getProblem(), e);
        } catch (YamlEngineException e) {
            throw new ConfigException(
                    "not valid YAML: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
                    e);
        }
    }

    /** Returns the tree as YAML that {@link #read} reads back. */
    public static String write(Map<String, ?> tree) {
        return new Dump(WRITE).dumpToString(tree);
    }

    private static void check(Event event, int depth) {
        String refused = null;
        if (depth > MAX_DEPTH) {
            refused = "nesting must be at most " + MAX_DEPTH + " deep";
        } else if (event instanceof AliasEvent) {
            refused = "aliases (*name) are not supported; write the value out";
        } else if (event instanceof NodeEvent node && node.getAnchor().isPresent()) {
            refused = "anchors (&name) are not supported; write the value out";
        } else if (tag(event).isPresent()) {
            refused = "tags are not supported, but there was " + tag(event).get();
        }
        if (refused != null) {
            throw new ConfigException(line(event.getStartMark()) + refused);
        }
    }

    private static Optional<String> tag(Event event) {
        if (event instanceof ScalarEvent scalar) {
            return scalar.getTag();
        }
        return event instanceof CollectionStartEvent start ? start.getTag() : Optional.empty();
    }

    private static String line(Optional<Mark> mark) {
        return mark.map(m -> "line " + (m.getLine() + 1) + ": ").orElse("");
    }
}
