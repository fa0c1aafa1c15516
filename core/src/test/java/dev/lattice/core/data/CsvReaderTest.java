package dev.lattice.core.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvReaderTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "label,pixel0,pixel1,pixel2,pixel3\n3,0,1,254,255\n0,9,8,7,6\n",
                "3,0,1,254,255\n0,9,8,7,6",
                "\uFEFFlabel,a,b,c,d\r\n3,0,1,254,255\r\n\r\n0,9,8,7,6\r\n",
                "\"label\",\"p\",\"p\",\"p\",\"p\"\n\"3\", 0,1,\"254\",255\n0,009,8,7,6\n"
            })
    void readsImagesWithAndWithoutHeader(String text) throws IOException {
        ImageSet set = CsvReader.read(file(text));
        assertEquals(2, set.count());
        assertEquals(2, set.height());
        assertEquals(2, set.width());
        assertEquals(4, set.classes());
        assertEquals(3, set.label(0));
        assertEquals(254 / 255f, set.pixel(0, 2));
        assertEquals(9 / 255f, set.pixel(1, 0));
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                arguments("", "at least 1 image", "holds 0"),
                arguments("label,p,p,p,p\n", "at least 1 image", "holds 0"),
                arguments("1\n", "square number of pixels", "line 1 has 1 columns"),
                arguments("1,2,3\n", "square number of pixels", "line 1 has 3 columns"),
                arguments("pixel0,p,p,p,p\n1,2,3,4,5", "first column must be 'label'", "line 1 calls it 'pixel0'"),
                arguments("label,p,p,p,p\n1,2,3,4,5\n1,2,3,4\n", "must have 5 columns", "line 3 has 4"),
                arguments("1,2,3,4,5\n1,2,3,4,5,6\n", "must have 5 columns", "line 2 has 6"),
                arguments(
                        "1,2,3,4,5\n\n\n1,2,3,256,5\n",
                        "line 4, column 4: pixel must be a whole number from 0 to 255",
                        "'256'"),
                arguments("1,2,3,4,5\n1,2,-1,4,5", "line 2, column 3", "'-1'"),
                arguments("1,2,3,4,5\n1,2,x1,4,5", "line 2, column 3", "'x1'"),
                arguments("1,2,3,4,5\n1,2,0.5,4,5", "line 2, column 3", "'0.5'"),
                arguments("1,2,3,4,5\n1,2,,4,5", "line 2, column 3", "''"),
                arguments("1,2,3,4,5\n256,2,3,4,5", "line 2, column 1: label", "'256'"),
                arguments("-1,2,3,4,5", "line 1, column 1: label", "'-1'"),
                arguments("1,2,3,4,5\n1,2,3,4,99999999999999999999999", "line 2, column 5", "'99999999999999999999…'"),
                arguments("1,2,3,4,5\n" + "1,".repeat(2_100_000), "at most 4194304 characters", "line 2"),
                arguments("\u0000\u0001\u0002", "square number of pixels", "line 1 has 1 columns"));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void refusesBrokenFilesInOneLine(String text, String rule, String value) throws IOException {
        Path file = file(text);
        String message = assertThrows(DataFormatException.class, () -> CsvReader.read(file))
                .getMessage();
        assertTrue(message.contains("broken.csv"), message);
        assertTrue(message.contains(rule), message);
        assertTrue(message.contains(value), message);
        assertFalse(message.contains("\n"), message);
    }

    @Test
    void readsImagesOf512By512Pixels() throws IOException {
        ImageSet set = CsvReader.read(file("7" + ",255".repeat(512 * 512) + "\n"));
        assertEquals(512, set.height());
        assertEquals(7, set.label(0));
        assertEquals(1f, set.pixel(0, 512 * 512 - 1));
    }

    @Test
    void namesAMissingFile() {
        Path missing = folder.resolve("nowhere.csv");
        assertEquals(
                missing + ": no such file",
                assertThrows(DataFormatException.class, () -> CsvReader.read(missing))
                        .getMessage());
    }

    @Test
    void knowsAnUnlabelledFile() throws IOException {
        assertTrue(CsvReader.isUnlabelled(file("pixel0,pixel1\n1,2\n")));
        assertFalse(CsvReader.isUnlabelled(file("label,pixel0\n1,2\n")));
        assertFalse(CsvReader.isUnlabelled(file("")));
    }

    private Path file(String text) throws IOException {
        return TestFiles.write(folder, "broken.csv", text.getBytes(StandardCharsets.UTF_8));
    }
}
