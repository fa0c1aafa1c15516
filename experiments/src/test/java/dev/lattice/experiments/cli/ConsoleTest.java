package dev.lattice.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What is left on a terminal of 80 columns. */
class ConsoleTest {

    private static final int COLUMNS = 80;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Console console = new Console(new PrintWriter(out), new PrintWriter(err), true, false);

    @Test
    void longLiveLinesAreRedrawnInTheirPlace() {
        String wide = "epoch 1/10  step 1/469 [" + "#".repeat(70) + "]";
        for (int i = 0; i < 5; i++) {
            console.live(List.of(wide, "  worker 1"));
        }
        assertEquals(List.of(wide.substring(0, COLUMNS - 1) + "]", "  worker 1", ""), screen(err.toString()));
        console.endLive();
        assertEquals(List.of(""), screen(err.toString()));
    }

    @Test
    void longMessagesAreWrapped() {
        console.live(List.of("x".repeat(COLUMNS + 1)));
        console.say("y".repeat(COLUMNS + 1));
        assertEquals(List.of("y".repeat(COLUMNS), "y", ""), screen(err.toString()));
    }

    /** Returns the rows, the last of which holds the cursor; knows no more of a terminal than the console uses. */
    private static List<String> screen(String written) {
        List<StringBuilder> rows = new ArrayList<>(List.of(new StringBuilder()));
        int row = 0;
        boolean wrap = true;
        Matcher part = Pattern.compile("\\033\\[(\\?7l|\\?7h|1A|2K)|\\n|.").matcher(written);
        while (part.find()) {
            switch (part.group()) {
                case "\033[?7l" -> wrap = false;
                case "\033[?7h" -> wrap = true;
                case "\033[1A" -> row--;
                case "\033[2K" -> rows.get(row).setLength(0);
                case "\n" -> row++;
                default -> {
                    if (rows.get(row).length() == COLUMNS && wrap) {
                        row++;
                    } else if (rows.get(row).length() == COLUMNS) {
                        rows.get(row).setLength(COLUMNS - 1);
                    }
                    at(rows, row).append(part.group());
                }
            }
            at(rows, row);
        }
        return rows.subList(0, row + 1).stream().map(StringBuilder::toString).toList();
    }

    private static StringBuilder at(List<StringBuilder> rows, int row) {
        if (row == rows.size()) {
            rows.add(new StringBuilder());
        }
        return rows.get(row);
    }
}
