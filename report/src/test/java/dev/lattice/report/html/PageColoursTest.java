package dev.lattice.report.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.report.Contrast;
import java.awt.Color;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PageColoursTest {

    private static final double SMALL_TEXT = 4.5;

    @Test
    void everyTextCanBeReadInBothSchemes() throws IOException {
        String css = css();
        String[] schemes = css.split("prefers-color-scheme: dark", 2);
        Map<String, Color> light = colours(schemes[0]);
        Map<String, Color> dark = colours(schemes[1]);
        assertEquals(light.keySet(), dark.keySet());
        for (Map<String, Color> scheme : List.of(light, dark)) {
            for (String text : List.of("ink", "muted", "link", "bad", "good")) {
                double ratio = Contrast.of(scheme.get(text), scheme.get("paper"));
                assertTrue(ratio >= SMALL_TEXT, () -> "--" + text + " on --paper is " + ratio + " : 1");
            }
        }
    }

    /** A text's colour that is not one of the scheme's is right in one of them only. */
    @Test
    void textsTakeTheirColoursFromTheScheme() throws IOException {
        assertFalse(Pattern.compile("[{; ]color: *#").matcher(css()).find());
    }

    private static Map<String, Color> colours(String css) {
        Map<String, Color> colours = new HashMap<>();
        Matcher matcher = Pattern.compile("--([a-z]+): (#[0-9a-f]{6})").matcher(css);
        while (matcher.find()) {
            colours.put(matcher.group(1), Color.decode(matcher.group(2)));
        }
        return colours;
    }

    private static String css() throws IOException {
        try (InputStream in = Page.class.getResourceAsStream("page.css")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
