package dev.lattice.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class StandardOutputTest {

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "No space left on device, 1, lattice: results could not be written to standard output: No space left on device",
                "Broken pipe, 0, ''",
                "none, 1, lattice: results could not be written to standard output: null"
            })
    void aFailedWriteIsAFailureUnlessTheReaderHasLeft(String why, int code, String line) {
        assertEquals(code, execute(failing(why), "experiments"));
        assertEquals(line, err.toString().strip());
        assertEquals("", written.toString(StandardCharsets.UTF_8), "nothing after the gap");
    }

    @Test
    void anErrorOfTheCommandComesFirst() {
        assertEquals(2, execute(failing("No space left on device"), "experiments", "none"));
        assertEquals(1, err.toString().lines().count(), err.toString());
    }

    @Test
    void whatIsWrittenIsASuccess() {
        assertEquals(0, execute(written, "experiments"));
        assertEquals("", err.toString());
        assertEquals("demo ", written.toString(StandardCharsets.UTF_8).substring(0, 5));
    }

    /** Returns a stream whose first write fails alone. */
    private OutputStream failing(String why) {
        return new OutputStream() {
            private boolean failed;

            @Override
            public void write(int one) throws IOException {
                if (!failed) {
                    failed = true;
                    throw new IOException(why);
                }
                written.write(one);
            }
        };
    }

    private int execute(OutputStream out, String... words) {
        StandardOutput results = new StandardOutput(out);
        CommandLine line = Lattice.commandLine(new Environment(Map.of(), Path.of("/"), false, Clock.systemUTC()));
        line.setOut(new PrintWriter(new OutputStreamWriter(results, StandardCharsets.UTF_8), true));
        line.setErr(new PrintWriter(err, true));
        return Lattice.execute(line, results, words);
    }
}
